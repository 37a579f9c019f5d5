import type { RunId } from './run.ts'

/** A viewer's query: which series, which steps, how many points can be told apart on the screen. */
export interface Query {
  readonly run: RunId
  readonly series: string
  /** Inclusive; null for the series' own end. */
  readonly from: number | null
  readonly to: number | null
  readonly points: number
  /** Whether the points are spread evenly in step or in log step. */
  readonly spacing: 'linear' | 'log'
}

/**
 * The answer: at most about `points` buckets, each with the exact smallest, largest and last value in it.
 * When everything fits, `exact` is true and the three arrays are the values themselves.
 * NaN takes no part in a bucket's min and max; `nans[i]` counts it. Infinities do; where there are any in buckets,
 * `infinite` counts them and says what the finite values between them are.
 * Frames are never mixed: a slice of a frame series holds whole frames (`last`, cut by `lengths`), evenly thinned,
 * the newest kept.
 */
export interface QueryResult {
  readonly run: RunId
  readonly series: string
  /** Points stored in the asked range. */
  readonly stored: number
  readonly exact: boolean
  /** The step of each bucket's last value. */
  readonly steps: Float64Array
  readonly last: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
  readonly nans: Uint32Array
  readonly lengths: Uint32Array | null
  /** Only where a bucket holds an infinity. */
  readonly infinite?: Infinite
  /** Steps between which stored points cannot be read, since their place on the disk is damaged: never drawn as if right. */
  readonly damaged?: readonly StepRange[]
}

/** Of each bucket: its smallest and largest finite value (NaN where there is none), and how many were ∞ and −∞. */
export interface Infinite {
  readonly min: Float64Array
  readonly max: Float64Array
  readonly plus: Uint32Array
  readonly minus: Uint32Array
}

/** From one step to another, both included; to Number.MAX_SAFE_INTEGER where the end is not known. */
export interface StepRange {
  readonly from: number
  readonly to: number
}
