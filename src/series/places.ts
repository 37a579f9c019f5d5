import type { StoredPoints } from './points.ts'

/** Points in order of x, each x once: of equal ones the last stays, which arrived last. */
export function lastOfEqual({ steps, values }: StoredPoints): StoredPoints {
  let kept = 0
  for (let i = 0; i < steps.length; i++) if (steps[i] !== steps[i + 1]) kept++
  if (kept === steps.length) return { steps, values }
  const once = { steps: new Float64Array(kept), values: new Float64Array(kept) }
  let at = 0
  for (let i = 0; i < steps.length; i++) {
    if (steps[i] === steps[i + 1]) continue
    once.steps[at] = steps[i]!
    once.values[at++] = values[i]!
  }
  return once
}

/** Every x of these ascending lists once, in order. */
export function unionOf(lists: readonly Float64Array[]): Float64Array {
  const [first] = lists
  if (first !== undefined && lists.every((list) => areSame(list, first))) return first
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  all.sort()
  let count = 0
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[count++] = all[i]!
  return all.slice(0, count)
}

/** Of ascending x in each place of a grid the last, by its index. */
export function lastOfPlaces(x: Float64Array, place: (x: number) => number): Uint32Array {
  const indices = new Uint32Array(x.length)
  let count = 0
  for (let i = 0, here = x.length > 0 ? place(x[0]!) : 0; i < x.length; i++) {
    const next = i + 1 < x.length ? place(x[i + 1]!) : NaN
    if (next !== here) indices[count++] = i
    here = next
  }
  return indices.slice(0, count)
}

export function picked(numbers: Float64Array, indices: Uint32Array): Float64Array {
  return Float64Array.from(indices, (i) => numbers[i]!)
}

/** What a curve is at a place: none, its own measurement there, or a number between two. */
const [NONE, MEASURED] = [0, 1] as const
export const INTERPOLATED = 2

/**
 * The values of a curve at ascending places, written into `target` from `at` on, and into `how` what each is: its own measurement there, else linear between
 * its two neighbors, by the arithmetic of `numpy.interp`, to the bit; NaN before its first and behind its last.
 */
export function writeValuesAt(
  x: Float64Array,
  { steps, values }: StoredPoints,
  target: Float64Array,
  at: number,
  how: Uint8Array,
): void {
  for (let i = 0, j = 0; i < x.length; i++) {
    const here = x[i]!
    while (j < steps.length && steps[j]! < here) j++
    if (steps[j] === here) {
      target[at + i] = values[j]!
      how[i] = MEASURED
    } else if (j === 0 || j === steps.length) {
      target[at + i] = NaN
      how[i] = NONE
    } else {
      target[at + i] = interpolated(here, steps[j - 1]!, steps[j]!, values[j - 1]!, values[j]!)
      how[i] = INTERPOLATED
    }
  }
}

function interpolated(x: number, x0: number, x1: number, y0: number, y1: number): number {
  const slope = (y1 - y0) / (x1 - x0)
  const fromLeft = slope * (x - x0) + y0
  if (!Number.isNaN(fromLeft)) return fromLeft
  const fromRight = slope * (x - x1) + y1 // beside an infinity
  return Number.isNaN(fromRight) && y0 === y1 ? y0 : fromRight
}

function areSame(one: Float64Array, other: Float64Array): boolean {
  if (one === other) return true
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return true
}
