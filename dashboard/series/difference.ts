import { NO_POINTS, type Points } from './points.ts'
import { greater, lesser } from './extremes.ts'

/**
 * One curve minus another, at the steps at which both were measured. No value is interpolated: where one of them has
 * none, there is no difference. NaN and infinities stay what arithmetic makes of them.
 */
export function differenceOf(own: Points, other: Points): Points {
  const out = room(Math.min(own.length, other.length))
  let length = 0
  for (let i = 0, j = 0; i < own.length && j < other.length;) {
    const ahead = own.steps[i]! - other.steps[j]!
    if (ahead === 0) {
      const value = own.last[i]! - other.last[j]!
      put(out, length++, own.steps[i]!, value)
    }
    if (ahead <= 0) i++
    if (ahead >= 0) j++
  }
  return { ...out, length, exact: true, stored: length }
}

/**
 * The difference of two curves that are thinned, bucket by bucket of one grid. The value is the difference at a step
 * that both buckets end at; where they end at different ones (the cadences differ), a bucket joins the next that has
 * such a step. What lies within is not known step by step, so smallest and largest are the bounds that no difference in
 * it exceeds. Buckets that agree in all that is known of them differ by exactly nothing, as those before a fork do.
 */
export function differenceOfBuckets(own: Points, other: Points, placeOf: (step: number) => number): Points {
  const a = rebucketed(own, placeOf)
  const b = rebucketed(other, placeOf)
  const out = room(Math.min(a.length, b.length))
  let length = 0
  /** Whether the bucket at `length` waits for a step that both curves have. */
  let isOpen = false
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const ahead = placeOf(a.steps[i]!) - placeOf(b.steps[j]!)
    if (ahead === 0) {
      const isShared = a.steps[i] === b.steps[j]
      const value = isShared ? a.last[i]! - b.last[j]! : NaN
      const within = isShared && agree(a, i, b, j) ? [value, value] : boundsOf(a, i, b, j)
      const [min, max] = isOpen ? wider(out, length, within) : within
      const before = isOpen ? oddAt(out, length) : 0
      put(out, length, Math.max(a.steps[i]!, b.steps[j]!), value, min, max)
      // Which of them meet is not known: at most so many differences are no numbers.
      out.nans[length] = before + oddAt(a, i) + oddAt(b, j)
      out.plus[length] = out.minus[length] = 0
      isOpen = !isShared
      if (isShared) length++
    }
    if (ahead <= 0) i++
    if (ahead >= 0) j++
  }
  if (isOpen) length++
  return { ...out, length, exact: false, stored: Math.min(own.stored, other.stored) }
}

/** How far apart two curves are, for a logarithmic axis. Where they are equal the line breaks: 0 has no place there. */
export function distanceOf(difference: Points): Points {
  const { length, steps, last, min, max, nans, plus, minus, exact, stored } = difference
  const out = room(length)
  for (let i = 0; i < length; i++) {
    const near = min[i]! <= 0 && max[i]! >= 0 ? 0 : Math.min(Math.abs(min[i]!), Math.abs(max[i]!))
    put(out, i, steps[i]!, Math.abs(last[i]!) || NaN, near, Math.max(Math.abs(min[i]!), Math.abs(max[i]!)))
    out.nans[i] = nans[i]!
    out.plus[i] = plus[i]! + minus[i]!
    out.minus[i] = 0
  }
  return { ...out, length, exact, stored }
}

/** Buckets of a finer grid, or single points, in those of a coarser one: edges are powers of two, so none is cut. */
function rebucketed(points: Points, placeOf: (step: number) => number): Points {
  const out = room(points.length)
  let length = 0
  for (let i = 0; i < points.length; i++) {
    const { steps, last, min, max } = points
    const at = length - 1
    if (at >= 0 && placeOf(out.steps[at]!) === placeOf(steps[i]!)) {
      const [low, high] = [out.min[at]!, out.max[at]!]
      out.steps[at] = steps[i]!
      out.last[at] = last[i]!
      out.min[at] = lesser(low, min[i]!)
      out.max[at] = greater(high, max[i]!)
      for (const key of COUNTS) out[key][at]! += points[key][i]!
    } else {
      put(out, length, steps[i]!, last[i]!, min[i]!, max[i]!)
      for (const key of COUNTS) out[key][length] = points[key][i]!
      length++
    }
  }
  return { ...points, ...out, length }
}

function agree(a: Points, i: number, b: Points, j: number): boolean {
  return (['last', 'min', 'max', ...COUNTS] as const).every((key) => Object.is(a[key][i], b[key][j]))
}

/** How many values of a bucket are not finite. */
function oddAt({ nans, plus, minus }: Columns, i: number): number {
  return nans[i]! + plus[i]! + minus[i]!
}

function boundsOf(a: Points, i: number, b: Points, j: number): [min: number, max: number] {
  return [a.min[i]! - b.max[j]!, a.max[i]! - b.min[j]!]
}

function wider(out: Columns, at: number, [min, max]: readonly number[]): [min: number, max: number] {
  return [lesser(out.min[at]!, min!), greater(out.max[at]!, max!)]
}

const COUNTS = ['nans', 'plus', 'minus'] as const

type Columns = Pick<Points, 'steps' | 'last' | 'min' | 'max' | 'nans' | 'plus' | 'minus'>

function room(length: number): Columns {
  if (length === 0) return NO_POINTS
  const column = () => new Float64Array(length)
  const counts = () => new Uint32Array(length)
  return {
    ...{ steps: column(), last: column(), min: column(), max: column() },
    ...{ nans: counts(), plus: counts(), minus: counts() },
  }
}

/** A value, and the finite bounds of its bucket, which are its own where there is no other. */
function put(out: Columns, at: number, step: number, value: number, min = value, max = value): void {
  out.steps[at] = step
  out.last[at] = value
  out.min[at] = Number.isFinite(min) ? min : NaN
  out.max[at] = Number.isFinite(max) ? max : NaN
  out.nans[at] = Number.isNaN(value) ? 1 : 0
  out.plus[at] = value === Infinity ? 1 : 0
  out.minus[at] = value === -Infinity ? 1 : 0
}
