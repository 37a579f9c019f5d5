import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clockOffset } from '#dashboard/live/clock.ts'
import { latencySummary, percentile, withPainting, type Painting } from '#dashboard/live/latency.ts'

test('percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
  expect([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile([7], 0.99), percentile([], 0.5)]).toEqual([
    50,
    99,
    7,
    null,
  ])
})

test('at least the share p of all values lies at or below the percentile, and fewer below it', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { minLength: 1 }), fc.double({ min: 0.01, max: 1, noNaN: true }), (values, p) => {
      const sorted = values.sort((a, b) => a - b)
      const at = percentile(sorted, p)!
      expect(sorted.filter((value) => value <= at).length).toBeGreaterThanOrEqual(p * sorted.length - 1e-9)
      expect(sorted.filter((value) => value < at).length).toBeLessThan(p * sorted.length)
    }),
  )
})

test('only the last minute counts', () => {
  const old: Painting = { at: 0, latencyMs: 900, conflated: 5 }
  const paintings = [old, { at: 30_000, latencyMs: 20, conflated: 1 }, { at: 61_000, latencyMs: 40, conflated: 0 }]
  expect(latencySummary(paintings.reduce<readonly Painting[]>(withPainting, []))).toEqual({
    p50: 20,
    p99: 40,
    frames: 2,
    conflated: 1,
  })
})

test('the offset of the hub’s clock comes from the shortest round trip, and its error is half of that', () => {
  const readings = [
    { before: 1_000, theirs: 6_090, after: 1_100 },
    { before: 2_000, theirs: 7_002, after: 2_004 },
  ]
  expect(clockOffset(readings)).toEqual({ offsetMs: 5_000, errorMs: 2 })
  expect(clockOffset([])).toBeNull()
})
