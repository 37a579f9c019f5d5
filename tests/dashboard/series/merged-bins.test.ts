import { expect, test } from 'vitest'
import { mergedBins } from '#dashboard/series/merged-bins.ts'
import type { Bin } from '#dashboard/series/tables.ts'

const counted = (bins: readonly Bin[]) => bins.reduce((sum, { share }) => sum + share, 0)
const highest = (bins: readonly Bin[]) => Math.max(...bins.map(({ from, to, share }) => share / (to - from)))

/** A normal distribution of 10,000 weights in bins as TensorBoard makes them: each a tenth wider than the one nearer to 0. */
const above = Array.from({ length: 300 }, (_, i) => 1e-12 * 1.1 ** i).filter((edge) => edge < 0.5)
const edges = [...above.toReversed().map((edge) => -edge), 0, ...above]
const bell: Bin[] = edges.slice(1).map((to, i) => {
  const from = edges[i]!
  const density = Math.exp(-(((from + to) / 0.2) ** 2) / 2) / (0.1 * Math.sqrt(2 * Math.PI))
  return {
    from,
    to,
    share: Math.max(Math.abs(from) < 1e-9 && i % 40 === 0 ? 1 : 0, Math.round(10_000 * density * (to - from))),
  }
})

test('bins that are exponentially thin at 0 are drawn as the bell that they are', () => {
  const merged = mergedBins(bell)
  const peak = 10_000 / (0.1 * Math.sqrt(2 * Math.PI))
  expect(highest(bell)).toBeGreaterThan(100 * peak)
  expect(highest(merged)).toBeLessThan(1.3 * peak)
  expect(counted(merged)).toBe(counted(bell))
  expect([merged[0]!.from, merged.at(-1)!.to]).toEqual([bell[0]!.from, bell.at(-1)!.to])
  for (const [i, { from }] of merged.entries()) if (i > 0) expect(from).toBe(merged[i - 1]!.to)
})

test('bins that can be told apart stay as they are, also where nothing is counted or finite', () => {
  const even = Array.from({ length: 64 }, (_, i) => ({ from: i, to: i + 1, share: i % 5 }))
  for (const bins of [even, [], [{ from: 0, to: 0, share: 5 }], [{ from: NaN, to: NaN, share: NaN }]])
    expect(mergedBins(bins)).toBe(bins)
})

test('a thin last bin joins the one before it, and on a logarithmic axis bins are as wide as their powers', () => {
  const bins = [{ from: 0, to: 1, share: 1 }, { from: 1, to: 2, share: 1 }, { from: 2, to: 2.001, share: 3 }] // prettier-ignore
  expect(mergedBins(bins).at(-1)).toEqual({ from: 1, to: 2.001, share: 4 })
  const powers = Array.from({ length: 40 }, (_, i) => ({ from: 1.5 ** i, to: 1.5 ** (i + 1), share: 1 }))
  expect(mergedBins(powers, true)).toBe(powers)
  expect(mergedBins(powers).length).toBeLessThan(20)
})
