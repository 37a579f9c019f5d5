import type { AggregateQuestion } from '#src/vocabulary/index.ts'
import { INTERPOLATED, lastOfPlaces, picked, unionOf, writeValuesAt } from '#src/series/places.ts'
import type { StoredPoints } from '#src/series/points.ts'
import { median } from '#src/statistics/quantile.ts'
import { sortFirst } from '#src/statistics/sort-first.ts'
import { placesOver, type PlaceOf, type XKind } from './places-of.ts'

/** A run's curve in the x of a question, in order, each x once. */
export interface Source {
  readonly first: number
  readonly last: number
  /** What of it lies in a range: all of its points or, where these are more than `most`, the last of each bucket. */
  sample(range: Range): Sample
  /** Every point there is. */
  whole(): StoredPoints
}

export interface Sample {
  readonly points: StoredPoints
  readonly isAll: boolean
}

/** From one x to another, both included, and how it is cut where there is too much in it. */
export interface Range {
  readonly from: number
  readonly to: number
  readonly most: number
  readonly spacing: 'linear' | 'log'
  readonly placeOf: PlaceOf
}

export interface GroupCurve {
  readonly x: Float64Array
  /** One run after the other, each as long as x. */
  readonly curves: Float64Array
  readonly exact: boolean
  readonly interpolated: number
}

type Asked = Pick<AggregateQuestion, 'from' | 'to' | 'points' | 'spacing'>

const NOTHING: GroupCurve = { x: new Float64Array(), curves: new Float64Array(), exact: true, interpolated: 0 }

/** What is taken away: of all members the median of some curves, or of each a curve of its own. */
export type Taken = { readonly medianOf: readonly Source[] } | { readonly each: readonly Source[] }

/** The curves of a group's members at the places of the group; less what is taken away, where anything is. */
export function groupCurve(kind: XKind, sources: readonly Source[], asked: Asked, taken: Taken | null): GroupCurve {
  const from = Math.max(asked.from ?? -Infinity, Math.min(...sources.map(({ first }) => first)))
  const to = Math.min(asked.to ?? Infinity, Math.max(...sources.map(({ last }) => last)))
  if (!(from <= to)) return NOTHING
  const [low, high] = kind === 'any' ? [from, to] : [Math.ceil(from), Math.floor(to)]
  if (low > high) return NOTHING
  const { points: most, spacing } = asked
  const range: Range = { from: low, to: high, most, spacing, placeOf: placesOver(kind, low, high, most, spacing) }
  const samples = sources.map((source) => source.sample(range))
  const all = unionOf(samples.map(({ points }) => points.steps))
  const exact = all.length <= most && samples.every(({ isAll }) => isAll)
  // Its own array: a sample may be remembered, and an answer is given away.
  const x = exact ? all.slice() : picked(all, lastOfPlaces(all, range.placeOf))
  const length = x.length
  const curves = new Float64Array(sources.length * length)
  const fromAll = taken !== null && 'medianOf' in taken ? medianAt(x, taken.medianOf, range) : null
  const how = new Uint8Array(length)
  let interpolated = 0
  for (const [run, source] of sources.entries()) {
    const at = run * length
    writeSource(x, source, samples[run]!, curves, at, how)
    const less = taken !== null && 'each' in taken ? medianAt(x, [taken.each[run]!], range) : fromAll
    for (let i = 0; i < length; i++) {
      if (less !== null) curves[at + i]! -= less.values[i]!
      const isBetween = how[i] === INTERPOLATED || less?.isBetween[i] === 1
      if (isBetween && !Number.isNaN(curves[at + i]!)) interpolated++
    }
  }
  return { x, curves, exact, interpolated }
}

/** From the sample alone where that suffices: it says nothing of what lies between its points, nor beyond the range. */
function writeSource(
  x: Float64Array,
  source: Source,
  { points }: Sample,
  target: Float64Array,
  at: number,
  how: Uint8Array,
): void {
  writeValuesAt(x, isMeasuredAt(x, source, points) ? points : source.whole(), target, at, how)
}

/** Whether a curve has a point of this sample at each place between its ends. */
function isMeasuredAt(x: Float64Array, { first, last }: Source, { steps }: StoredPoints): boolean {
  let j = 0
  for (const here of x) {
    if (here < first || here > last) continue
    while (j < steps.length && steps[j]! < here) j++
    if (steps[j] !== here) return false
  }
  return true
}

/** The median of curves at places, NaN left out, and where one of them lies between two measurements. */
function medianAt(
  x: Float64Array,
  sources: readonly Source[],
  range: Range,
): { readonly values: Float64Array; readonly isBetween: Uint8Array } {
  const { length } = x
  const curves = new Float64Array(sources.length * length)
  const how = new Uint8Array(length)
  const isBetween = new Uint8Array(length)
  for (const [run, source] of sources.entries()) {
    writeSource(x, source, source.sample(range), curves, run * length, how)
    for (let i = 0; i < length; i++) if (how[i] === INTERPOLATED) isBetween[i] = 1
  }
  const values = new Float64Array(length)
  const known = new Float64Array(sources.length)
  for (let i = 0; i < length; i++) {
    let n = 0
    for (let run = 0; run < sources.length; run++) {
      const value = curves[run * length + i]!
      if (!Number.isNaN(value)) known[n++] = value
    }
    sortFirst(known, n)
    values[i] = median(known, n)
  }
  return { values, isBetween }
}
