import type { RunId } from './run.ts'
import type { RunValue } from './run-expression/run-expression.ts'
import type { RunsQuestion } from './runs-question.ts'

/** What stands for a group of runs at one place of x. */
export const CENTERS = ['median', 'mean'] as const
export type Center = (typeof CENTERS)[number]

/**
 * What is drawn around it: smallest to largest; first to third quartile; the mean less and plus a standard deviation, or a standard
 * error (of a sample, n − 1); the 95 % percentile interval of the center over resampled runs.
 */
export const BANDS = ['range', 'quartiles', 'sd', 'se', 'bootstrap'] as const
export type Band = (typeof BANDS)[number]

/** What x is: the step, the step less that of the run's own first mark of an event, or the value of another series at the same step. */
export type Alignment =
  | { readonly x: 'step' }
  /** The id of a detector, or the label of a mark. */
  | { readonly x: 'event'; readonly event: string }
  | { readonly x: 'series'; readonly series: string }

/**
 * What is taken away from every member: another run; the median of a group (its values of `by`, in JSON as `jsonFromRunValue` has
 * them); or of each run its twin, the run of that group with the same seed.
 */
export type Minus = RunId | { readonly group: readonly RunValue[] } | { readonly twins: readonly RunValue[] }

/** How a series runs in groups of runs: the curves of their members, and what these come to. */
export interface AggregateQuestion {
  /** All that it names; without `size`, all of them. */
  readonly among: RunsQuestion
  /** Of each run: what it is grouped by. None: all runs are one group. */
  readonly by: readonly string[]
  readonly series: string
  readonly align: Alignment
  readonly center: Center
  readonly band: Band
  /** Of the bootstrap. */
  readonly seed: number
  /** Of x, inclusive; null for the group's own end. */
  readonly from: number | null
  readonly to: number | null
  readonly points: number
  readonly spacing: 'linear' | 'log'
  /** Whether the curve of each member is wanted, too. */
  readonly members: boolean
  readonly minus?: Minus | null
}

/** A run that takes no part, and why. */
export interface LeftOut {
  readonly run: RunId
  readonly why: string
}

/**
 * A group's curve. Its x are the places at which its own members were measured, never those of other groups: a band does not change with
 * what else is shown. Where they are more than `points`, the last of each bucket of a grid. A member's value at x is its own measurement there,
 * else linear between its two neighbors, and nothing outside its first and last. NaN is left out and lowers n.
 */
export interface AggregateGroup {
  /** A value for each of `by`. */
  readonly key: readonly RunValue[]
  readonly runs: readonly RunId[]
  readonly left: readonly LeftOut[]
  readonly x: Float64Array
  /** NaN where no member has a value. */
  readonly center: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  /** Members with a value there. */
  readonly n: Uint32Array
  /** The curves of `runs`, one after another, each as long as x; null where they were not asked for. */
  readonly members: Float64Array | null
  /** Whether x is every place at which a member was measured. */
  readonly exact: boolean
  /** Values that lie between two measurements of their run (or of what is taken away), of all that `n` counts. */
  readonly interpolated: number
  /** With x of a series: points at which it was not beyond all before (above or, where it falls, below), and which are left out. */
  readonly folded: number
}

/** In the order of their keys: numbers by size, then words, then NaN, then those without one. */
export interface Aggregate {
  readonly groups: readonly AggregateGroup[]
}
