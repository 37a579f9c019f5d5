import { expect, test } from 'vitest'
import { amortizedMs, costsOf } from '#dashboard/run/cost.ts'
import { every, isDue, perDecade } from '#src/vocabulary/index.ts'

test('shares are of the whole step, and the dearest comes first', () => {
  const costs = costsOf(
    new Map([
      ['weight-norm', 1],
      ['sharpness', 4],
      ['gone', NaN],
    ]),
    15,
  )
  expect(costs.probes.map(({ probe, share }) => [probe, share])).toEqual([
    ['sharpness', 0.2],
    ['weight-norm', 0.05],
  ])
  expect([costs.probesMs, costs.share]).toEqual([5, 0.25])
  expect(costsOf(new Map(), 0).share).toBe(0)
})

test('an evaluation is spread over the steps between two of them', () => {
  expect(amortizedMs(60, every(20), 7, 1_000)).toBe(3)
  const due = Array.from({ length: 900 }, (_, i) => 100 + i).filter((step) => isDue(perDecade(10), step)).length
  expect(amortizedMs(90, perDecade(10), 100, 1_000)).toBeCloseTo((90 * due) / 900, 12)
  expect(due).toBe(10)
})
