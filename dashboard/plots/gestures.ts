import type { Range } from '#dashboard/series/range.ts'

/** A view of an axis after a gesture. Places are in the axis' own measure: log steps where the axis is logarithmic. */
export interface Axis {
  readonly forward: (x: number) => number
  readonly backward: (place: number) => number
}

/** Zoomed by `factor` (below 1: nearer) with the value `at` staying under the pointer. */
export function zoomedAt({ from, to }: Range, at: number, factor: number, axis: Axis): Range {
  const place = axis.forward(at)
  const low = place - (place - axis.forward(from)) * factor
  const high = place + (axis.forward(to) - place) * factor
  return { from: Math.max(0, axis.backward(low)), to: axis.backward(high) }
}

/** Shifted by a share of its own width; it never goes below 0, and keeps its width when it gets there. */
export function panned({ from, to }: Range, share: number, axis: Axis): Range {
  const low = axis.forward(from)
  const high = axis.forward(to)
  const shift = Math.max((high - low) * share, axis.forward(0) - low)
  return { from: Math.max(0, axis.backward(low + shift)), to: axis.backward(high + shift) }
}

/** A zoom that shows all there is is no zoom. */
export function zoomOrNothing(range: Range, whole: Range): Range | null {
  return range.from <= whole.from && range.to >= whole.to ? null : range
}
