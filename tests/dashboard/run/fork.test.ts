import { expect, test } from 'vitest'
import type { ParameterCard } from '#src/vocabulary/index.ts'
import { forkCommand, settingsAt } from '#dashboard/run/fork.ts'

const SETTABLE: ParameterCard[] = [
  { key: 'weightDecay', about: '', type: 'number', default: 5, min: 0, max: 10 },
  { key: 'order', about: '', type: 'choice', default: 'shuffled', choices: ['shuffled', 'fixed'] },
]
const CHANGES = [
  { step: 100, key: 'weightDecay', value: 2 },
  { step: 300, key: 'weightDecay', value: 1 },
]

test('settings at a step are those that the run began with, and every change up to it', () => {
  const at = (step: number) => settingsAt({ weightDecay: 5, modulus: 97 }, CHANGES, step)
  expect(at(99)).toEqual({ weightDecay: 5, modulus: 97 })
  expect(at(100)).toEqual({ weightDecay: 2, modulus: 97 })
  expect(at(5_000)).toEqual({ weightDecay: 1, modulus: 97 })
})

test('a fork says only what is changed and what was filled in', () => {
  const now = { weightDecay: 5, order: 'shuffled' }
  const form = { at: 40, values: { weightDecay: '5.0', order: 'shuffled' }, name: ' ', steps: '' }
  expect(forkCommand(form, SETTABLE, now)).toEqual({ type: 'fork', at: 40 })
  expect(
    forkCommand(
      { ...form, values: { weightDecay: '0', order: 'fixed' }, name: 'no decay', steps: '900' },
      SETTABLE,
      now,
    ),
  ).toEqual({ type: 'fork', at: 40, set: { weightDecay: 0, order: 'fixed' }, name: 'no decay', steps: 900 })
  expect(forkCommand({ ...form, values: { weightDecay: '' } }, SETTABLE, now)).toEqual({ type: 'fork', at: 40 })
})
