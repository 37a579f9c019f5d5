import type { Range } from '#dashboard/series/range.ts'
import type { Axis } from '#src/figures/measure.ts'

/** A view of an axis after a gesture: zoomed by `factor` (below 1: nearer) with the value `at` staying under the pointer. */
export function zoomedAt({ from, to }: Range, at: number, factor: number, axis: Axis): Range {
  const place = axis.forward(at)
  const low = place - (place - axis.forward(from)) * factor
  const high = place + (axis.forward(to) - place) * factor
  return { from: Math.max(axis.least ?? 0, axis.backward(low)), to: axis.backward(high) }
}

/** Shifted by a share of its own width; it never goes below the axis' least, and keeps its width when it gets there. */
export function panned({ from, to }: Range, share: number, axis: Axis): Range {
  const low = axis.forward(from)
  const high = axis.forward(to)
  const { least = 0 } = axis
  const shift = Math.max((high - low) * share, axis.forward(least) - low)
  return { from: Math.max(least, axis.backward(low + shift)), to: axis.backward(high + shift) }
}

/** What lies within a pixel to either side of a place, on an axis so many pixels long: no pointer is more exact. */
export function aroundPointer(at: number, { from, to }: Range, pixels: number, axis: Axis): Range {
  const place = axis.forward(at)
  const reach = pixels > 0 ? (axis.forward(to) - axis.forward(from)) / pixels : 0
  return { from: axis.backward(place - reach), to: axis.backward(place + reach) }
}

/** A zoom that shows all there is is no zoom. */
export function zoomOrNothing(range: Range, whole: Range): Range | null {
  return range.from <= whole.from && range.to >= whole.to ? null : range
}
