import type { Band, Center } from '#src/vocabulary/index.ts'
import { mean, sampleDeviation } from './moments.ts'
import { median, quantile } from './quantile.ts'
import { sortFirst } from './sort-first.ts'
import { bootstrapInterval, resamplesOf } from './resamples.ts'

export interface BandQuestion {
  readonly center: Center
  readonly band: Band
  readonly seed: number
}

/** What stands for values, and what is drawn around it; `n` of them are no NaN, and no other counts. NaN of none. */
export interface Spread {
  readonly center: number
  readonly low: number
  readonly high: number
  readonly n: number
}

export interface BandOfCurves {
  readonly center: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  readonly n: Uint32Array
}

/** The band of curves that lie one after another, each `length` long, at each place along them. */
export function bandOfCurves(curves: Float64Array, runs: number, length: number, question: BandQuestion): BandOfCurves {
  const [center, low, high] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)]
  const n = new Uint32Array(length)
  const spread = spreadOf(question, runs)
  const values = new Float64Array(runs)
  for (let i = 0; i < length; i++) {
    for (let run = 0; run < runs; run++) values[run] = curves[run * length + i]!
    const one = spread(values)
    center[i] = one.center
    low[i] = one.low
    high[i] = one.high
    n[i] = one.n
  }
  return { center, low, high, n }
}

/** Of `runs` values, one a run. */
export function spreadOf({ center, band, seed }: BandQuestion, runs: number): (values: Float64Array) => Spread {
  const known = new Float64Array(runs)
  const sorted = new Float64Array(runs)
  const ends = band === 'bootstrap' ? bootstrapInterval(resamplesOf(seed, runs), center) : null
  return (values) => {
    let n = 0
    for (const value of values) if (!Number.isNaN(value)) known[n++] = value
    sorted.set(known.subarray(0, n))
    sortFirst(sorted, n)
    const middle = center === 'median' ? median(sorted, n) : mean(known, n)
    const [low, high] = ends === null ? endsOf(known, sorted, n, band) : ends(values)
    return { center: middle, low, high, n }
  }
}

function endsOf(known: Float64Array, sorted: Float64Array, n: number, band: Band): readonly [number, number] {
  if (n === 0) return [NaN, NaN]
  if (band === 'range') return [sorted[0]!, sorted[n - 1]!]
  if (band === 'quartiles') return [quantile(sorted, 0.25, n), quantile(sorted, 0.75, n)]
  const deviation = sampleDeviation(known, n)
  const width = band === 'se' ? deviation / Math.sqrt(n) : deviation
  const middle = mean(known, n)
  return [middle - width, middle + width]
}
