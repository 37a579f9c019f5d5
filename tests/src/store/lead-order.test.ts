import { expect, test } from 'vitest'
import { orderOf } from '#src/store/aggregate/lead-order.ts'
import { leadsOf } from '#src/store/aggregate/leads.ts'

/** Of each series its onset in each run, null where it never moves; the event of each run is at step 50. */
function order(series: Readonly<Record<string, readonly (number | null)[]>>, share: number) {
  const runs = Object.values(series)[0]!.map((_, i) => `run-${i}`)
  const moves = Object.entries(series).map(([name, steps]) => ({
    series: name,
    runs: steps.map((moved, i) => ({ run: runs[i]!, event: 50, eventInterval: null, moved, interval: null })),
  }))
  return orderOf('event', leadsOf(moves), new Map(runs.map((run) => [run, 50])), share)
}

test('the order that holds is the longest one, also where the earliest series is in the way of others', () => {
  const { names, before, both, chain } = order(
    { early: [1, null, 2, 3, 4], a: [20, 21, 8, 7, 6], b: [30, 30, 30, 30, 3], c: [31, 31, 31, 31, 2], late: [60, 60, 60, 60, 60] },
    0.8,
  ) // prettier-ignore
  expect(names).toEqual(['early', 'a', 'b', 'c', 'event', 'late'])
  expect(before.map((row) => row[2])).toEqual([3, 4, 0, 1, 0, 0]) // before b
  expect(both.map((row) => row[0])).toEqual([4, 4, 4, 4, 4, 4]) // with early
  expect(chain).toEqual({ names: ['a', 'b', 'c', 'event', 'late'], runs: 4 })
})

test('what comes at the same step is not before, and an order is said of what holds in enough runs alone', () => {
  const { names, before } = order({ a: [50, 50], b: [40, 60] }, 0.5)
  expect(names).toEqual(['event', 'a', 'b'])
  expect(before).toEqual([[0, 0, 1], [0, 0, 1], [1, 1, 0]]) // prettier-ignore
  expect(order({ a: [40, 60, 60] }, 0.5).chain).toEqual({ names: ['event', 'a'], runs: 2 })
  expect(order({ a: [40, 60, 60] }, 1).chain).toEqual({ names: ['event'], runs: 3 })
})
