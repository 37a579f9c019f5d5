import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Range } from '#dashboard/series/range.ts'
import { viewFromParams } from '#dashboard/view/address.ts'
import { View } from '#dashboard/view/view.svelte.ts'
import { decimalsOf, zoomOf } from '#dashboard/view/zoom.ts'

/** Any stretch of a run of up to 10¹² steps, from one that is all of it to one that is nearly a point, or is one. */
const stretches = fc
  .tuple(
    fc.double({ min: 0, max: 1e12, noNaN: true }),
    fc.oneof(
      fc.constant(0),
      fc.double({ min: -40, max: 12, noNaN: true }).map((decades) => 10 ** decades),
    ),
  )
  .map(([from, width]): Range => ({ from, to: from + width }))

/** What the page shows when its address is opened elsewhere. */
function opened(view: View): View {
  return new View(new URLSearchParams(view.params(new URLSearchParams()).toString()))
}

test('the address of any zoom opens as that zoom', () => {
  fc.assert(
    fc.property(stretches, (range) => {
      const view = new View(new URLSearchParams())
      view.range = range
      expect(view.range).not.toBeNull()
      expect(opened(view).range).toEqual(view.range)
      expect(opened(opened(view)).range).toEqual(view.range)
    }),
    { numRuns: 2_000 },
  )
})

test('the address of a zoom about a single place opens as that zoom, however its ends are rounded', () => {
  for (const place of [80790504344.82985, 594670.067740464]) {
    const view = new View(new URLSearchParams())
    view.range = { from: place, to: place }
    expect(opened(view).range).toEqual(view.range)
  }
})

test('a zoom shows what was asked for, to a pixel, unless that is too narrow to be told apart', () => {
  fc.assert(
    fc.property(stretches, (range) => {
      const view = new View(new URLSearchParams())
      view.range = range
      const { from, to } = view.range!
      const pixel = Math.max((range.to - range.from) / 10_000, Math.max(1, range.to) * 2e-9)
      expect(Math.abs(from - range.from)).toBeLessThanOrEqual(pixel)
      expect(Math.abs(to - range.to)).toBeLessThanOrEqual(pixel)
      expect(to - from).toBeGreaterThan(1e-10 * to)
      expect(from.toFixed(decimalsOf({ from, to }))).not.toBe(to.toFixed(decimalsOf({ from, to })))
    }),
    { numRuns: 2_000 },
  )
})

test('an address whose ends are the same, as an earlier version wrote it, opens as the zoom about that place', () => {
  const { range } = viewFromParams(new URLSearchParams({ zoom: '0.9530246~0.9530246' }))
  expect(range!.from).toBeLessThan(0.9530246)
  expect(range!.to).toBeGreaterThan(0.9530246)
  expect(range!.to - range!.from).toBeLessThan(1e-6)
})

test('a gesture that comes to no stretch of the axis changes nothing', () => {
  const view = new View(new URLSearchParams({ zoom: '10~20' }))
  for (const wrong of [
    { from: NaN, to: 1 },
    { from: 5, to: 2 },
    { from: 1, to: Infinity },
    { from: -2, to: -1 },
  ]) {
    expect(zoomOf(wrong)).toBeNull()
    view.range = wrong
    expect(view.range).toEqual({ from: 10, to: 20 })
  }
})
