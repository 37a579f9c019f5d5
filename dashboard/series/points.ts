import type { QueryResult } from '#src/vocabulary/index.ts'

/**
 * The numbers of one scalar series that the page holds: columns that grow by doubling. Each point is a bucket with its
 * smallest and largest finite value (NaN where it has none), its last value whatever that is, and how many of it are NaN,
 * ∞ and −∞; an exact point is a bucket of one.
 */
export interface Points {
  readonly length: number
  /** Whether every bucket holds one measurement. */
  readonly exact: boolean
  /** Measurements that these points stand for. */
  readonly stored: number
  readonly steps: Float64Array
  readonly last: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly nans: Uint32Array
  readonly plus: Uint32Array
  readonly minus: Uint32Array
}

export const NO_POINTS: Points = pointsFromColumns([], [])

export function pointsFromColumns(steps: ArrayLike<number>, values: ArrayLike<number>): Points {
  return { ...exactColumns(Float64Array.from(steps), Float64Array.from(values)), stored: steps.length }
}

export function pointsFromResult({ steps, last, min, max, nans, exact, stored, infinite }: QueryResult): Points {
  if (exact) return { ...exactColumns(steps, last), stored }
  const none = () => new Uint32Array(steps.length)
  const extremes = infinite ?? { min, max, plus: none(), minus: none() }
  return { length: steps.length, exact, stored, steps, last, nans, ...extremes }
}

/** Points one by one: each is its own bucket, and what is not finite has no extremes. */
function exactColumns(steps: Float64Array, last: Float64Array): Omit<Points, 'stored'> {
  const of = (isSo: (value: number) => boolean) => Uint32Array.from(last, (value) => (isSo(value) ? 1 : 0))
  const finite = () => last.map((value) => (Number.isFinite(value) ? value : NaN))
  const [nans, plus, minus] = [of(Number.isNaN), of((value) => value === Infinity), of((value) => value === -Infinity)]
  return { length: steps.length, exact: true, steps, last, min: finite(), max: finite(), nans, plus, minus }
}

/** `later` joined to `earlier` by step; where both speak of a step, all that `later` has of it is believed. In order, it is an append. */
export function joined(earlier: Points, later: Points): Points {
  if (later.length === 0) return earlier
  if (earlier.length === 0) return later
  return later.steps[0]! > lastStepOf(earlier)! ? appended(earlier, later) : interleaved(earlier, later)
}

/**
 * An answer of the hub under what arrived live since. Where both have every measurement, the live ones that the answer lacks are
 * kept wherever they lie: they came late. Among buckets nobody can tell, and the answer holds up to its own last step.
 */
export function rebased(base: Points, live: Points): Points {
  if (base.exact && live.exact) return joined(live, base)
  const end = lastStepOf(base)
  const from = end === null ? 0 : firstAfter(live, end)
  return joined(base, part(live, from, live.length))
}

/** Whether `later` says of a step that `earlier` has something else than that: it was measured again, or says less than all. */
export function isSaidAgain(earlier: Points, later: Points): boolean {
  for (let j = 0; j < later.length;) {
    const step = later.steps[j]!
    const end = firstAfter(later, step)
    const [from, to] = [firstAfter(earlier, step - 1), firstAfter(earlier, step)]
    const isSame =
      to - from === end - j && allOf(to - from, (i) => Object.is(earlier.last[from + i], later.last[j + i]))
    if (to > from && !isSame) return true
    j = end
  }
  return false
}

function allOf(count: number, holds: (i: number) => boolean): boolean {
  for (let i = 0; i < count; i++) if (!holds(i)) return false
  return true
}

export function lastStepOf(points: Points): number | null {
  return points.steps[points.length - 1] ?? null
}

/** Index of the first point beyond `step`, by bisection. */
export function firstAfter({ steps, length }: Pick<Points, 'steps' | 'length'>, step: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (steps[middle]! <= step) low = middle + 1
    else high = middle
  }
  return low
}

/** The point in force at `step`: the last one measured at or before it. */
export function pointAt(points: Points, step: number): { step: number; value: number } | null {
  const i = firstAfter(points, step) - 1
  return i < 0 ? null : { step: points.steps[i]!, value: points.last[i]! }
}

/** The points of a stretch of steps, both ends included. */
export function within(points: Points, { from, to }: { readonly from: number; readonly to: number }): Points {
  return part(points, firstAfter(points, from - 1), firstAfter(points, to))
}

function part(points: Points, from: number, to: number): Points {
  const { steps, last, min, max, nans, plus, minus, exact } = points
  const cut = <A extends Float64Array | Uint32Array>(column: A) => column.slice(from, to) as A
  return {
    length: to - from,
    exact,
    stored: to - from,
    steps: cut(steps),
    last: cut(last),
    min: cut(min),
    max: cut(max),
    nans: cut(nans),
    plus: cut(plus),
    minus: cut(minus),
  }
}

function appended(earlier: Points, later: Points): Points {
  const length = earlier.length + later.length
  const grow = <A extends Float64Array | Uint32Array>(column: A, more: A): A => {
    const wide = column.length >= length ? column : enlarged(column, earlier.length, length)
    wide.set(more.subarray(0, later.length), earlier.length)
    return wide
  }
  return {
    length,
    exact: earlier.exact && later.exact,
    stored: earlier.stored + later.stored,
    steps: grow(earlier.steps, later.steps),
    last: grow(earlier.last, later.last),
    min: grow(earlier.min, later.min),
    max: grow(earlier.max, later.max),
    nans: grow(earlier.nans, later.nans),
    plus: grow(earlier.plus, later.plus),
    minus: grow(earlier.minus, later.minus),
  }
}

function enlarged<A extends Float64Array | Uint32Array>(column: A, used: number, needed: number): A {
  const wide = new (column.constructor as { new (length: number): A })(Math.max(64, 2 ** Math.ceil(Math.log2(needed))))
  wide.set(column.subarray(0, used))
  return wide
}

const COLUMNS = ['steps', 'last', 'min', 'max', 'nans', 'plus', 'minus'] as const

function interleaved(a: Points, b: Points): Points {
  const room = a.length + b.length
  const out = {
    steps: new Float64Array(room),
    last: new Float64Array(room),
    min: new Float64Array(room),
    max: new Float64Array(room),
    nans: new Uint32Array(room),
    plus: new Uint32Array(room),
    minus: new Uint32Array(room),
  }
  let length = 0
  let doubled = 0
  const take = (from: Points, i: number) => {
    for (const key of COLUMNS) out[key][length] = from[key][i]!
    length++
  }
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const left = i < a.length ? a.steps[i]! : Infinity
    const right = j < b.length ? b.steps[j]! : Infinity
    if (left < right) take(a, i++)
    else {
      for (; i < a.length && a.steps[i] === right; i++) doubled++
      while (j < b.length && b.steps[j] === right) take(b, j++)
    }
  }
  return { ...out, length, exact: a.exact && b.exact, stored: a.stored + b.stored - doubled }
}
