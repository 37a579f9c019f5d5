import type { Score } from './score.ts'

/** How a method did over many series. Numbers are null where no series has one. */
export interface Summary {
  readonly series: number
  /** Share of the series in which it found nothing, or only something that was not there yet. */
  readonly missed: number
  /** Share of the series in which it raised an alarm before anything differed. */
  readonly early: number
  readonly delayInPoints: { readonly median: number | null; readonly p90: number | null }
  readonly delayInWidths: { readonly median: number | null; readonly p90: number | null }
  /** The median of its onset less the true one, in points. */
  readonly bias: number | null
  readonly coverage: Proportion | null
  /** Points in the middle interval. */
  readonly intervalPoints: number | null
}

export interface Proportion {
  readonly share: number
  /** Of a binomial: √(p(1 − p)/n). */
  readonly standardError: number
  readonly of: number
}

/**
 * A miss is a delay beyond all others: where half of all are missed there is no median. So a method does not look faster by missing what is
 * hard to see.
 */
export function summaryOf(scores: readonly Score[]): Summary {
  const missed = scores.filter(({ delay }) => delay === null).length
  const share = (count: number) => (scores.length === 0 ? 0 : count / scores.length)
  const delays = (of: (score: Score) => number | null, isAsked: (score: Score) => boolean = () => true) => {
    const all = scores.filter((score) => score.delay === null || isAsked(score)).map((score) => of(score) ?? Infinity)
    return { median: finite(quantile(all, 0.5)), p90: finite(quantile(all, 0.9)) }
  }
  const isCovered = scores.flatMap(({ isCovered }) => isCovered ?? [])
  return {
    series: scores.length,
    missed: share(missed),
    early: share(scores.filter(({ early }) => early > 0).length),
    delayInPoints: delays(({ delayInPoints }) => delayInPoints),
    delayInWidths: scores.some(({ delayInWidths }) => delayInWidths !== null)
      ? delays(
          ({ delayInWidths }) => delayInWidths,
          ({ delayInWidths }) => delayInWidths !== null,
        )
      : { median: null, p90: null },
    bias: finite(
      quantile(
        scores.flatMap(({ bias }) => bias ?? []),
        0.5,
      ),
    ),
    coverage: isCovered.length === 0 ? null : proportion(isCovered.filter(Boolean).length, isCovered.length),
    intervalPoints: finite(
      quantile(
        scores.flatMap(({ intervalPoints }) => intervalPoints ?? []),
        0.5,
      ),
    ),
  }
}

export function proportion(count: number, of: number): Proportion {
  const share = count / of
  return { share, standardError: Math.sqrt((share * (1 - share)) / of), of }
}

/** Alarms where nothing happens, and how many that is in 100,000 points. */
export interface FalseAlarms {
  readonly alarms: number
  readonly points: number
  readonly per100000: number
  /** The rate that would give so few alarms in one of forty trials. */
  readonly atMost: number
}

export function falseAlarmsOf(alarms: number, points: number): FalseAlarms {
  const per = (count: number) => (count * 1e5) / points
  return { alarms, points, per100000: per(alarms), atMost: per(poissonAbove(alarms)) }
}

/**
 * The mean of a Poisson variable that is at most this in a share of .025: half the quantile of χ² with 2(count + 1) degrees of freedom, as Wilson
 * and Hilferty approximate it, within 1 %.
 */
function poissonAbove(count: number): number {
  const half = count + 1
  return half * (1 - 1 / (9 * half) + 1.96 / (3 * Math.sqrt(half))) ** 3
}

/** The number below which this share lies, of the numbers themselves; infinities are greater than all. */
function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? sorted[0] ?? NaN
}

function finite(number: number): number | null {
  return Number.isFinite(number) ? number : null
}
