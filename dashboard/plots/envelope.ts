import { firstAfter, type Points } from '#dashboard/series/points.ts'
import { greater, lesser } from '#dashboard/series/extremes.ts'
import type { Axis } from '#src/figures/measure.ts'
import { nextAbove, nextBelow } from './next-number.ts'

/**
 * Points folded into the columns of a screen: where several share one, the smallest and largest finite value stand (NaN
 * where there is none), the last of all, and how many were NaN, above and below all numbers.
 */
export interface Columns {
  readonly length: number
  readonly x: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly last: Float64Array
  readonly nans: Uint32Array
  readonly plus: Uint32Array
  readonly minus: Uint32Array
}

/**
 * Folds the points from one beyond either edge of [from, to] into whole pixels. No extreme is lost: a spike of one
 * step among a million still reaches its height, and what is not finite is counted beside it.
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
    nans: new Uint32Array(room),
    plus: new Uint32Array(room),
    minus: new Uint32Array(room),
  }
  let length = 0
  for (let i = first; i < beyond; i++) {
    const x = Math.round(pixelFromX(points.steps[i]!))
    const isNew = length === 0 || out.x[length - 1] !== x
    if (isNew) length++
    const at = length - 1
    out.x[at] = x
    out.min[at] = isNew ? points.min[i]! : lesser(out.min[at]!, points.min[i]!)
    out.max[at] = isNew ? points.max[i]! : greater(out.max[at]!, points.max[i]!)
    out.last[at] = points.last[i]!
    out.nans[at]! += points.nans[i]!
    out.plus[at]! += points.plus[i]!
    out.minus[at]! += points.minus[i]!
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
    if (log && !(high > 0)) continue
    const floor = !log || low > 0 ? low : points.last[i]! > 0 ? Math.min(points.last[i]!, high) : high
    if (floor < min) min = floor
    if (high > max) max = high
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

/** So far below the largest value a symmetric logarithmic axis turns linear. */
const SYMMETRIC_DECADES = 3

/** Where the symmetric logarithmic axis of some values turns linear: a thousandth of the largest, as a power of ten. */
export function symmetricThreshold(extents: readonly (Extent | null)[]): number {
  const largest = extents.reduce((most, one) => Math.max(most, Math.abs(one?.min ?? 0), Math.abs(one?.max ?? 0)), 0)
  return 10 ** (largest > 0 ? Math.max(-300, Math.floor(Math.log10(largest)) - SYMMETRIC_DECADES) : 0)
}

/** The range of such an axis, with the same air as any. */
export function symmetricRange(extents: readonly (Extent | null)[], { forward, backward }: Axis): [number, number] {
  const known = extents.filter((extent) => extent !== null)
  if (known.length === 0) return [-1, 1]
  const [low, high] = [
    Math.min(...known.map(({ min }) => forward(min))),
    Math.max(...known.map(({ max }) => forward(max))),
  ]
  const air = (high - low) * 0.07 || 0.1
  return [backward(low - air), backward(high + air)]
}

function linearRange(min: number, max: number): [number, number] {
  const air = (max / 2 - min / 2) * 0.14 || Math.abs(max) * 0.1 || (max === 0 ? 1 : Number.MIN_VALUE)
  const [low, high] = [Math.min(min - air, nextBelow(min)), Math.max(max + air, nextAbove(max))]
  return [min >= 0 && low < 0 ? Math.min(-air * 0.4, nextBelow(0)) : withinNumbers(low), withinNumbers(high)]
}

function logRange(min: number, max: number): [number, number] {
  const air = Math.max((Math.log10(max) - Math.log10(min)) * 0.07, 0.06)
  const [low, high] = [min / 10 ** air, max * 10 ** air]
  return [Math.min(low, nextBelow(min)) || Number.MIN_VALUE, withinNumbers(Math.max(high, nextAbove(max)))]
}

function withinNumbers(value: number): number {
  return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value))
}
