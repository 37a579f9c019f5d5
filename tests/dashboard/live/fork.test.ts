import { expect, test } from 'vitest'
import type { ParameterCard } from '#src/vocabulary/index.ts'
import { forkCommand, settingsAt } from '#dashboard/live/fork.ts'

const SETTABLE: ParameterCard[] = [
  { key: 'decay', about: '', type: 'number', default: 5, min: 0, max: 10 },
  { key: 'order', about: '', type: 'choice', default: 'shuffled', choices: ['shuffled', 'fixed'] },
]
const CHANGES = [
  { step: 100, key: 'decay', value: 2 },
  { step: 300, key: 'decay', value: 1 },
]

test('settings at a step are those that the run began with, and every change up to it', () => {
  const at = (step: number) => settingsAt({ decay: 5, modulus: 97 }, CHANGES, step)
  expect(at(99)).toEqual({ decay: 5, modulus: 97 })
  expect(at(100)).toEqual({ decay: 2, modulus: 97 })
  expect(at(5_000)).toEqual({ decay: 1, modulus: 97 })
})

test('a fork says only what is changed and what was filled in', () => {
  const now = { decay: 5, order: 'shuffled' }
  const form = { at: 40, values: { decay: '5.0', order: 'shuffled' }, name: ' ', steps: '' }
  expect(forkCommand(form, SETTABLE, now)).toEqual({ type: 'fork', at: 40 })
  expect(
    forkCommand({ ...form, values: { decay: '0', order: 'fixed' }, name: 'no decay', steps: '900' }, SETTABLE, now),
  ).toEqual({ type: 'fork', at: 40, set: { decay: 0, order: 'fixed' }, name: 'no decay', steps: 900 })
  expect(forkCommand({ ...form, values: { decay: '' } }, SETTABLE, now)).toEqual({ type: 'fork', at: 40 })
})
