import { firstAfter, type Points } from '#dashboard/series/points.ts'
import { greater, lesser } from '#dashboard/series/extremes.ts'

/** Points folded into the columns of a screen: where several share one, their smallest, largest and last value stand. */
export interface Columns {
  readonly length: number
  readonly x: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly last: Float64Array
}

/**
 * Folds the points from one beyond either edge of [from, to] into whole pixels. No extreme is lost: a spike of one
 * step among a million still reaches its height. NaN takes part as `last` only, where the line then breaks.
 */
export function columnsOf(points: Points, from: number, to: number, pixelFromX: (x: number) => number): Columns {
  const first = Math.max(0, firstAfter(points, from) - 1)
  const beyond = Math.min(points.length, firstAfter(points, to) + 1)
  const room = Math.max(0, beyond - first)
  const out = {
    x: new Float64Array(room),
    min: new Float64Array(room),
    max: new Float64Array(room),
    last: new Float64Array(room),
  }
  let length = 0
  for (let i = first; i < beyond; i++) {
    const x = Math.round(pixelFromX(points.steps[i]!))
    const at = length - 1
    if (at >= 0 && out.x[at] === x) {
      out.min[at] = lesser(out.min[at]!, points.min[i]!)
      out.max[at] = greater(out.max[at]!, points.max[i]!)
      out.last[at] = points.last[i]!
    } else {
      out.x[length] = x
      out.min[length] = points.min[i]!
      out.max[length] = points.max[i]!
      out.last[length] = points.last[i]!
      length++
    }
  }
  return { ...out, length }
}

export interface Extent {
  readonly min: number
  readonly max: number
}

/**
 * The smallest and largest finite value within [from, to]; on a logarithmic axis the smallest above 0. Null where
 * there is none.
 */
export function extentOf(points: Points, from: number, to: number, log: boolean): Extent | null {
  let min = Infinity
  let max = -Infinity
  const first = Math.max(0, firstAfter(points, from) - 1)
  const beyond = firstAfter(points, to)
  for (let i = first; i < beyond; i++) {
    const low = points.min[i]!
    const high = points.max[i]!
    const floor = log && !(low > 0) ? points.last[i]! : low
    if (floor < min && Number.isFinite(floor) && (!log || floor > 0)) min = floor
    if (high > max && Number.isFinite(high) && (!log || high > 0)) max = high
  }
  if (max < min) return null
  return { min, max }
}

/** How many values of [from, to] a logarithmic axis has no place for. */
export function unplaceable(points: Points, from: number, to: number): number {
  let count = 0
  const beyond = firstAfter(points, to)
  for (let i = Math.max(0, firstAfter(points, from) - 1); i < beyond; i++) if (points.min[i]! <= 0) count++
  return count
}

/**
 * The range of a value axis: what the values need with a little air. A declared range ([0, 1] for an accuracy) is
 * kept whole on a linear axis, so that heights can be compared between charts.
 */
export function axisRange(
  extents: readonly (Extent | null)[],
  log: boolean,
  declared: readonly [number, number] | null,
): [number, number] {
  if (declared !== null && !log) {
    const air = (declared[1] - declared[0]) * 0.04
    return [declared[0] - air, declared[1] + air]
  }
  const known = extents.filter((extent) => extent !== null)
  if (known.length === 0) return log ? [0.1, 10] : [0, 1]
  const min = Math.min(...known.map((extent) => extent.min))
  const max = Math.max(...known.map((extent) => extent.max))
  return log ? logRange(min, max) : linearRange(min, max)
}

function linearRange(min: number, max: number): [number, number] {
  const air = (max - min) * 0.07 || Math.abs(max) * 0.1 || 1
  return [min >= 0 && min - air < 0 ? -air * 0.4 : min - air, max + air]
}

function logRange(min: number, max: number): [number, number] {
  const air = Math.max(Math.log10(max / min) * 0.07, 0.06)
  return [min / 10 ** air, max * 10 ** air]
}
