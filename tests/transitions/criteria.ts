import type { Point, Truth } from './labelled.ts'

/** Closed criteria for what happens in a recorded series: each names the steps, or says that nothing does. */

/**
 * Where an accuracy has risen for good by 5 % of what it rises by, to the median of its last tenth; it begins at 0.1 % and ends at 95 %. It rises from
 * the level of chance where that is given, and else from the median of what it is until it first reaches half of where it ends.
 */
export function riseOf(points: readonly Point[], chance?: number): Truth {
  const after = medianOf(points.slice(Math.floor(0.9 * points.length)))
  const half = points.findIndex(([, value]) => value >= (after + (points[0] as Point)[1]) / 2)
  const before = chance ?? medianOf(points.slice(0, half))
  const staysFrom = (share: number) =>
    (points[points.findLastIndex(([, value]) => value < before + share * (after - before)) + 1] as Point)[0]
  return { onset: staysFrom(0.05), begin: staysFrom(0.001), end: staysFrom(0.95), before, after }
}

/** The first step at which η·λ_max is 1.96 or more: the ratio to the largest stable sharpness is 0.98. Null where none is. */
export function arrivalOf(points: readonly Point[]): Truth | null {
  const at = points.findIndex(([, ratio]) => ratio >= 0.98)
  if (at < 0) return null
  const onset = (points[at] as Point)[0]
  return { onset, begin: onset, end: onset, before: (points[at - 1] as Point)[1], after: (points[at] as Point)[1] }
}

/** The first step at which a loss is more than twice the largest of the 20 points before. */
export function spikeOf(points: readonly Point[]): Truth {
  const losses = points.map(([, value]) => value)
  const at = losses.findIndex((loss, i) => i >= 20 && loss > 2 * Math.max(...losses.slice(i - 20, i)))
  const before = losses[at - 1] as number
  const back = losses.findIndex((loss, i) => i > at && loss <= before)
  const onset = (points[at] as Point)[0]
  return { onset, begin: onset, end: points[back]?.[0] ?? null, before, after: before }
}

/** The first step at which a loss is ten times what it was at first, to the first at which it is no number any more. */
export function divergenceOf(points: readonly Point[]): Truth {
  const first = (points[0] as Point)[1]
  const onset = (points.find(([, loss]) => !(loss <= 10 * first)) as Point)[0]
  const end = (points.find(([, loss]) => !Number.isFinite(loss)) as Point)[0]
  return { onset, begin: onset, end, before: first, after: Infinity }
}

function medianOf(points: readonly Point[]): number {
  const values = points.map(([, value]) => value).toSorted((a, b) => a - b)
  return values[values.length >> 1] as number
}
