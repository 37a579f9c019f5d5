import { openStream } from '#src/vocabulary/random.ts'
import { quantile } from '../quantile.ts'
import { studentQuantile } from '../student.ts'

/** Where a number of seeds lies with such a chance. */
export interface Interval {
  readonly low: number
  readonly high: number
}

export interface OverSeeds {
  /** Of the stream from which seeds are drawn. */
  readonly seed: number
  readonly resamples: number
  readonly coverage: number
}

/**
 * Intervals of numbers that are computed from runs, by the bootstrap over seeds: seeds are drawn with replacement, each with all of its runs, since what
 * a seed does at one size it does not do independently of another. Of n seeds percentiles come out too narrow, by n − 1 for n and by a normal
 * for Student's t; the expanded percentile interval takes percentiles farther out by as much (Hesterberg 2015, Am. Stat. 69, 371). `compute` is given
 * the places of the seeds drawn and answers null where these determine none of its numbers, and NaN in place of one: such a draw is left out of the interval, and where
 * more than half are, there is none: NaN.
 */
export function intervalsOverSeeds(
  seeds: number,
  { seed, resamples, coverage }: OverSeeds,
  compute: (drawn: readonly number[]) => readonly number[] | null,
): (number: number) => Interval {
  const stream = openStream(seed, `scaling/${seeds}`)
  const found: (readonly number[])[] = []
  for (let i = 0; i < resamples; i++) {
    const numbers = compute(Array.from({ length: seeds }, () => stream.integer(seeds)))
    if (numbers !== null) found.push(numbers)
  }
  const tail = seeds < 2 ? NaN : expandedTail(seeds, coverage)
  return (number) => {
    const sorted = Float64Array.from(found.flatMap((numbers) => (Number.isNaN(numbers[number]) ? [] : [numbers[number]!]))).sort() // prettier-ignore
    if (seeds < 2 || sorted.length <= resamples / 2) return { low: NaN, high: NaN }
    return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) }
  }
}

/** The share of a normal that lies beyond √(n / (n − 1)) times Student's t of n − 1 degrees of freedom, on one side. */
function expandedTail(seeds: number, coverage: number): number {
  return normalTail(Math.sqrt(seeds / (seeds - 1)) * studentQuantile(coverage, seeds - 1))
}

/** By Abramowitz & Stegun 1964, 26.2.17: to 7.5e-8, which no percentile of some thousand draws tells apart. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series
}
