import type { Band, Center, LeftOut } from './aggregate.ts'
import type { RunId } from './run.ts'
import type { RunsQuestion } from './runs-question.ts'
import type { RunValue } from './run-expression/run-expression.ts'

/** What a number of each run does as factors change. */
export interface EffectQuestion {
  readonly among: RunsQuestion
  /** A number of each run: `last("test-accuracy")`, `onset("grokked")`. */
  readonly of: string
  readonly by: readonly string[]
  readonly center: Center
  readonly band: Band
  /** Of the bootstrap. */
  readonly seed: number
}

export interface Effects {
  readonly rows: readonly EffectRow[]
  readonly groups: readonly EffectGroup[]
  /** Of the value as a function of the factor, where there is one and it is a number. */
  readonly fits: readonly Fit[]
}

/** One run. */
export interface EffectRow {
  readonly run: RunId
  readonly factors: readonly RunValue[]
  /** Null where it has none. */
  readonly value: number | null
  /** The last step of a run in which the event never came: its onset is later than this, if it ever comes. */
  readonly beyond: number | null
}

/** Runs whose factors are the same. */
export interface EffectGroup {
  readonly key: readonly RunValue[]
  /** Runs with a value that is not NaN. */
  readonly n: number
  /** NaN where n is 0. */
  readonly center: number
  readonly low: number
  readonly high: number
  /** Runs in which the event never came: they are not in the numbers above. */
  readonly censored: number
}

export const MODELS = ['power', 'exponential', 'logistic'] as const
export type Model = (typeof MODELS)[number]

/** A curve through the values of all runs, by least squares. */
export interface Fit {
  readonly model: Model
  readonly formula: string
  /** Whether the squares are of the values, or of their logarithms. */
  readonly residualsOf: 'value' | 'log value'
  readonly parameters: readonly FittedParameter[]
  /** One for each of `runs`. */
  readonly residuals: readonly number[]
  readonly runs: readonly RunId[]
  /** Share of the variance (of the values, or of their logarithms) that the curve explains. */
  readonly r2: number
  /** Why there is no such curve; all else is empty then. */
  readonly why: string | null
}

export interface FittedParameter {
  readonly name: string
  readonly value: number
  /** The 95 % interval, by Student's t and the curvature of the sum of squares. */
  readonly low: number
  readonly high: number
}

/** In what runs differ. */
export interface FactorsQuestion {
  readonly among: RunsQuestion
}

export interface Factors {
  readonly runs: number
  /** Parameters and the seed, as far as they differ. */
  readonly factors: readonly Factor[]
  /** What else differs: experiment, steps, backend, its version, threads, version of Phasescope, … */
  readonly others: readonly Factor[]
}

export interface Factor {
  /** As `by` names it. */
  readonly name: string
  readonly kind: 'number' | 'word'
  /** In order, each with how many runs have it. */
  readonly values: readonly { readonly value: RunValue; readonly runs: number }[]
  /** Whether runs that differ in it alone are repetitions: the seed. */
  readonly isReplicate: boolean
}

/** Which series moves first, before or after an event of its own run. */
export interface LeadQuestion {
  readonly among: RunsQuestion
  /** A mark by its name (`isNamed`); in runs without it, the onset of the series of this name. */
  readonly event: string
  readonly series: readonly string[]
  /** In how large a share of the runs an order must hold to be said: `ORDER_SHARE` if left out. */
  readonly share?: number
}

export const ORDER_SHARE = 0.8

export interface Leads {
  readonly event: string
  readonly share: number
  /** Runs without that event. */
  readonly left: readonly LeftOut[]
  /** Those that move first come first. */
  readonly leads: readonly Lead[]
  readonly order: LeadOrder
}

/**
 * When a series first moves (`onsetOf` in src/statistics/onset.ts), in steps after the event of its run: negative where it leads. Whether it leads
 * more often than by chance is asked by the exact two-sided sign test over the runs in which it moves at another step than the event.
 */
export interface Lead {
  readonly series: string
  /** Runs in which it moves. */
  readonly n: number
  /** Runs that have the series, and in which it never moves. */
  readonly still: number
  /** NaN where n is 0. */
  readonly median: number
  /** First and third quartile. */
  readonly low: number
  readonly high: number
  /** Runs in which it moves before the event, and after it. */
  readonly before: number
  readonly after: number
  /** Of the sign test; null where there is no such run. */
  readonly p: number | null
  /** The same, corrected by Holm's method for all series that the question asks of. */
  readonly corrected: number | null
  readonly runs: readonly LeadRun[]
}

export interface LeadRun {
  readonly run: RunId
  readonly event: number
  /** Null where the step of the event is all that is known of it. */
  readonly eventInterval: StepInterval | null
  /** The onset of the series; null where it never moves. */
  readonly moved: number | null
  /** Holds the onset with a confidence of 90 %. */
  readonly interval: StepInterval | null
}

export interface StepInterval {
  readonly low: number
  readonly high: number
}

/** In which order the series that move, the first 24, and the event come. */
export interface LeadOrder {
  readonly names: readonly string[]
  /** Runs in which that of the row comes before that of the column. */
  readonly before: readonly (readonly number[])[]
  /** Runs in which both come. */
  readonly both: readonly (readonly number[])[]
  /**
   * Several, all of which come in this order in the same runs, at least a share of `share` of those that have the event. Of the lists that begin
   * with each of the names and take on, from the earlier to the later median, whatever leaves enough runs, it is the longest.
   */
  readonly chain: { readonly names: readonly string[]; readonly runs: number }
}
