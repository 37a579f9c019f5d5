import { greater, lesser } from './extremes.ts'
import { firstAfter, type Points } from './points.ts'
import type { Range } from './range.ts'

/** What is drawn of a curve at a stretch of the x axis: all that its pixels there stand for. */
export interface Readout {
  /** Where the first measurement in it may be, and where the last one is. */
  readonly from: number
  readonly to: number
  readonly last: number
  /** The smallest and largest finite value; NaN where there is none. */
  readonly min: number
  readonly max: number
}

/**
 * Reads the points of a stretch, or the one in force where none is in it. A bucket reaches from the one before it to its
 * own last step: those that the stretch touches are read whole, since a bucket does not say where in it a spike is.
 */
export function readoutAt(points: Points, { from, to }: Range): Readout | null {
  const { length, steps, exact } = points
  let first = firstAfter(points, from)
  while (first > 0 && steps[first - 1]! >= from) first--
  let beyond = firstAfter(points, to)
  if (!exact && beyond < length && steps[beyond - 1] !== to) beyond++
  if (first >= beyond) {
    first = beyond - 1
    if (first < 0) return null
  }
  let [min, max] = [NaN, NaN]
  for (let i = first; i < beyond; i++) {
    min = lesser(min, points.min[i]!)
    max = greater(max, points.max[i]!)
  }
  // The first bucket does not say where it begins.
  const before = first === 0 ? 0 : steps[first - 1]! + 1
  const begin = exact ? steps[first]! : Math.min(steps[first]!, before)
  return { from: begin, to: steps[beyond - 1]!, last: points.last[beyond - 1]!, min, max }
}
