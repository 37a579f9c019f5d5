import type { Query, QueryResult } from '#src/vocabulary/index.ts'

export interface Point {
  readonly step: number
  readonly value: number
}

/**
 * What a slice must be, worked out from all points the slow way and from the definition of the buckets in words:
 * linear buckets are the narrowest aligned blocks of a power of two that are few enough; log buckets cut each octave
 * into the most equal parts that are few enough (no part narrower than a step; step 0 counts as step 1).
 */
export function referenceSlice(query: Query, arrived: readonly Point[]): Omit<QueryResult, 'lengths'> {
  const points = inStepOrder(arrived).filter(
    ({ step }) => step >= (query.from ?? -Infinity) && step <= (query.to ?? Infinity),
  )
  const head = { run: query.run, series: query.series, stored: points.length }
  if (points.length <= query.points) return { ...head, exact: true, ...columns(points.map((point) => [point])) }
  // The range of the grid: what was asked for, as far as the whole series reaches.
  const steps = arrived.map(({ step }) => step)
  const low = Math.max(
    Math.ceil(query.from ?? 0),
    steps.reduce((a, b) => Math.min(a, b)),
  )
  const high = Math.min(
    Math.floor(query.to ?? Infinity),
    steps.reduce((a, b) => Math.max(a, b)),
  )
  const label = query.spacing === 'linear' ? linearLabel(low, high, query.points) : logLabel(low, high, query.points)
  return {
    ...head,
    exact: false,
    ...columns(Object.values(Object.groupBy(points, ({ step }) => label(step))) as Point[][]),
  }
}

export function inStepOrder(points: readonly Point[]): Point[] {
  return points.toSorted((a, b) => a.step - b.step)
}

function columns(buckets: readonly (readonly Point[])[]) {
  const summaries = buckets
    .map((bucket) => {
      const numbers = bucket.map(({ value }) => value).filter((value) => !Number.isNaN(value))
      const { step, value } = bucket[bucket.length - 1]!
      return {
        step,
        last: value,
        min: numbers.length > 0 ? Math.min(...numbers) : NaN,
        max: numbers.length > 0 ? Math.max(...numbers) : NaN,
        nans: bucket.length - numbers.length,
        numbers,
      }
    })
    .toSorted((a, b) => a.step - b.step)
  return {
    steps: Float64Array.from(summaries, ({ step }) => step),
    last: Float64Array.from(summaries, ({ last }) => last),
    min: Float64Array.from(summaries, ({ min }) => min),
    max: Float64Array.from(summaries, ({ max }) => max),
    nans: Uint32Array.from(summaries, ({ nans }) => nans),
    infinite: infiniteOf(summaries.map(({ numbers }) => numbers)),
  }
}

/** What a slice of buckets says of infinities, where it says anything. */
function infiniteOf(buckets: readonly (readonly number[])[]) {
  const finite = buckets.map((numbers) => numbers.filter(Number.isFinite))
  const count = (which: number) => Uint32Array.from(buckets, (one) => one.filter((value) => value === which).length)
  const end = (of: (...numbers: number[]) => number) =>
    Float64Array.from(finite, (numbers) => (numbers.length > 0 ? of(...numbers) : NaN))
  return { min: end(Math.min), max: end(Math.max), plus: count(Infinity), minus: count(-Infinity) }
}

function linearLabel(low: number, high: number, points: number): (step: number) => string {
  for (let k = 0; ; k++) {
    const block = (step: number) => Math.floor(step / 2 ** k)
    if (block(high) - block(low) + 1 <= points) return (step) => `block ${block(step)}`
  }
}

function logLabel(low: number, high: number, points: number): (step: number) => string {
  for (let m = 52; ; m--) {
    const label = (given: number) => {
      const step = Math.max(1, given)
      let octave = 0
      while (2 ** (octave + 1) <= step) octave++
      if (m < 0) return `octaves ${Math.floor(octave / 2 ** -m)}`
      const width = Math.max(1, 2 ** (octave - m))
      return `octave ${octave} part ${Math.floor((step - 2 ** octave) / width)}`
    }
    // Counting labels over every whole step would take for ever; the edges of the parts are enough.
    if (partsBetween(low, high, m) <= points) return label
  }
}

function partsBetween(low: number, high: number, m: number): number {
  let count = 0
  const from = Math.max(1, low)
  const to = Math.max(1, high)
  if (m < 0) {
    const groups = new Set<number>()
    for (let octave = 0; 2 ** octave <= to; octave++) {
      if (2 ** (octave + 1) > from) groups.add(Math.floor(octave / 2 ** -m))
    }
    return groups.size
  }
  for (let octave = 0; 2 ** octave <= to; octave++) {
    const start = Math.max(from, 2 ** octave)
    const end = Math.min(to, 2 ** (octave + 1) - 1)
    if (end < start) continue
    const width = Math.max(1, 2 ** (octave - m))
    count += Math.floor(end / width) - Math.floor(start / width) + 1
  }
  return count
}
