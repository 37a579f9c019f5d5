import type { Center } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { between } from './quantile.ts'

/** Resamples of one bootstrap: the ends of the interval are then good to about a tenth of its width. */
export const RESAMPLES = 1000
/** What of the resamples lies between the two ends: the percentile interval of Efron & Tibshirani 1993, chapter 13. */
const COVERAGE = 0.95

/**
 * `RESAMPLES` samples of n runs out of n, with replacement. Whole runs are drawn, the same at every x, since what a run does at one step it does not
 * do independently of another. They depend on the seed and n alone, so that no other group changes them: one after another from the
 * stream `bootstrap/n`.
 */
export interface Resamples {
  readonly runs: number
  /** How often each run is in each sample, sample by sample; samples with the same runs are there once. */
  readonly counts: Uint32Array
  /** How often each of these was drawn. */
  readonly times: Uint32Array
}

/** The runs of each sample in the order in which they are drawn, sample by sample. */
export function drawnRuns(seed: number, runs: number): Uint32Array {
  const stream = openStream(seed, `bootstrap/${runs}`)
  return Uint32Array.from({ length: RESAMPLES * runs }, () => stream.integer(runs))
}

/** Groups are mostly of as many runs as each other, and asked about again: what is drawn for them is drawn once. */
const REMEMBERED = 16
const remembered = new Map<string, Resamples>()

export function resamplesOf(seed: number, runs: number): Resamples {
  const under = `${seed} ${runs}`
  const resamples = remembered.get(under) ?? newResamples(seed, runs)
  remembered.delete(under)
  if (runs <= FEW) remembered.set(under, resamples)
  if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!)
  return resamples
}

/** Those of more runs than these would be megabytes each. */
const FEW = 100

function newResamples(seed: number, runs: number): Resamples {
  const drawn = drawnRuns(seed, runs)
  const places = new Map<string, number>()
  const counts = new Uint32Array(RESAMPLES * runs)
  const times = new Uint32Array(RESAMPLES)
  for (let sample = 0; sample < RESAMPLES; sample++) {
    const own = drawn.slice(sample * runs, (sample + 1) * runs).sort()
    const key = own.join()
    const place = places.get(key) ?? places.size
    if (times[place]!++ > 0) continue
    places.set(key, place)
    for (const run of own) counts[place * runs + run]!++
  }
  return { runs, counts: counts.subarray(0, places.size * runs), times: times.subarray(0, places.size) }
}

/**
 * The interval of the center over the resamples of these values, one a run. NaN is no value: a sample's center is that of the values that it
 * has, and a sample without any is left out.
 */
export function bootstrapInterval(
  { runs, counts, times }: Resamples,
  center: Center,
): (values: Float64Array) => readonly [low: number, high: number] {
  const centers = new Float64Array(times.length)
  const weights = new Uint32Array(times.length)
  const centerOf = center === 'median' ? medianOfCounted : meanOfCounted
  const order = new Uint32Array(runs)
  return (values) => {
    const known = ordered(values, order)
    let [kept, total] = [0, 0]
    for (let sample = 0; sample < times.length; sample++) {
      const one = centerOf(values, order, known, counts, sample * runs)
      if (Number.isNaN(one)) continue
      centers[kept] = one
      weights[kept++] = times[sample]!
      total += times[sample]!
    }
    if (total === 0) return [NaN, NaN]
    sortWithWeights(centers, weights, kept)
    const tail = (1 - COVERAGE) / 2
    return [weightedQuantile(centers, weights, total, tail), weightedQuantile(centers, weights, total, 1 - tail)]
  }
}

/** Fills `order` with the places of the values that are no NaN, the smallest first, and says how many these are. */
function ordered(values: Float64Array, order: Uint32Array): number {
  let known = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isNaN(value)) continue
    let at = known++
    for (; at > 0 && values[order[at - 1]!]! > value; at--) order[at] = order[at - 1]!
    order[at] = i
  }
  return known
}

type CenterOfCounted = (
  values: Float64Array,
  order: Uint32Array,
  known: number,
  counts: Uint32Array,
  from: number,
) => number

const meanOfCounted: CenterOfCounted = (values, order, known, counts, from) => {
  let [sum, count] = [0, 0]
  for (let i = 0; i < known; i++) {
    const times = counts[from + order[i]!]!
    if (times === 0) continue
    sum += times * values[order[i]!]!
    count += times
  }
  return sum / count
}

const medianOfCounted: CenterOfCounted = (values, order, known, counts, from) => {
  let count = 0
  for (let i = 0; i < known; i++) count += counts[from + order[i]!]!
  if (count === 0) return NaN
  const half = count >> 1 // the place of the upper of the two in the middle
  let [passed, low] = [0, NaN]
  for (let i = 0; i < known; i++) {
    const run = order[i]!
    const times = counts[from + run]!
    if (times === 0) continue
    const value = values[run]!
    passed += times
    if (passed > half) return count % 2 === 1 || passed - times < half || low === value ? value : (low + value) / 2
    low = value
  }
  return NaN
}

/** Of numbers that are each there so many times. */
function weightedQuantile(sorted: Float64Array, weights: Uint32Array, total: number, share: number): number {
  const place = share * (total - 1)
  const below = Math.floor(place)
  let [at, passed] = [0, weights[0]!]
  while (passed <= below) passed += weights[++at]!
  const low = sorted[at]!
  const high = passed <= below + 1 && at + 1 < sorted.length ? sorted[at + 1]! : low
  return between(low, high, place - below)
}

/** Shell's sort, since a few hundred are sorted for every x. */
function sortWithWeights(values: Float64Array, weights: Uint32Array, count: number): void {
  for (const gap of [301, 132, 57, 23, 10, 4, 1]) {
    for (let i = gap; i < count; i++) {
      const [value, weight] = [values[i]!, weights[i]!]
      let at = i
      for (; at >= gap && values[at - gap]! > value; at -= gap) {
        values[at] = values[at - gap]!
        weights[at] = weights[at - gap]!
      }
      values[at] = value
      weights[at] = weight
    }
  }
}
