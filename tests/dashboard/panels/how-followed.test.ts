import { expect, test } from 'vitest'
import { howFollowed } from '#dashboard/panels/how-followed.ts'
import type { PanelPlan } from '#dashboard/panels/arrange.ts'
import type { Subject } from '#dashboard/panels/panel.ts'
import { adaptive, every, type Cadence } from '#src/vocabulary/index.ts'
import { declaration } from '../../src/store/reports.ts'

const planOf = (...probes: string[]) => ({ series: probes.map((probe) => declaration(probe)) }) as unknown as PanelPlan
const subject = (attached: Record<string, Cadence>) => {
  const standing = Object.entries(attached).map(([probe, cadence]) => [probe, { cadence, step: 0 }] as const)
  return { run: { picture: { state: { attached: new Map(standing) } } } } as unknown as Subject
}
const following = adaptive(1, 16)

test('a panel says which of its curves are measured as their bends ask for', () => {
  const plan = planOf('train-loss', 'test-loss')
  const text = 'adaptive, every 1 to 16 steps'
  expect(howFollowed(plan, [subject({ 'train-loss': every(1), 'test-loss': following })])).toBe(`test-loss ${text}`)
  expect(howFollowed(planOf('test-loss'), [subject({ 'test-loss': following })])).toBe(text)
  const other = subject({ 'test-loss': adaptive(5, 40) })
  expect(howFollowed(planOf('test-loss'), [subject({ 'test-loss': following }), other])).toBe(
    `${text}; adaptive, every 5 to 40 steps`,
  )
})

test('and nothing where none is', () => {
  expect(howFollowed(planOf('test-loss'), [subject({ 'test-loss': every(5) }), subject({})])).toBeNull()
})
