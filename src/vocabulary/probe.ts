import type { Cadence } from './cadence.ts'
import type { Need } from './need/index.ts'
import type { NullModel } from './null-model.ts'
import type { CardKind, Group, PointPath, Scale } from './series.ts'

/**
 * What a measurement costs: `free` reads what the step has already, `pass` takes one more forward or backward pass
 * (or a decomposition of that order), `passes` takes many and may not run every step.
 */
export type Cost = 'free' | 'pass' | 'passes'

/** A choice that a probe offers. */
export type OptionCard =
  | {
      readonly key: string
      readonly about: string
      readonly type: 'number' | 'integer'
      readonly default: number
      readonly min: number
      readonly max: number
    }
  | {
      readonly key: string
      readonly about: string
      readonly type: 'choice'
      readonly default: string
      readonly choices: readonly string[]
    }
  /** The name of a scalar series, whose history comes with the need `series` under this key. */
  | { readonly key: string; readonly about: string; readonly type: 'series'; readonly default: string }

export interface OutputCard {
  /** `event` of a detector, which gives marks and no series. */
  readonly kind: CardKind
  /** Whether there is one series, or one for each part (layer, head, class, or `total`). */
  readonly parts: 'one' | 'many'
  /** Of several parts the one that stands for all (`total`, `mean`, the estimate beside its ingredients), if one does. */
  readonly headline: string | null
  readonly scale: Scale
  readonly range: readonly [number, number] | null
  /**
   * What the entries of a spectrum are numbered by (`index` of a sorted list, a frequency, a share, …), what lies along a curve or
   * histogram, what the label of a point counts; null for others.
   */
  readonly axis: string | null
  /** Where on that axis each entry of a spectrum lies, if not at 1, 2, 3, … */
  readonly grid: readonly number[] | null
  /** Of points, what their small pictures differ in (a frequency); left out where there is one picture. */
  readonly facet?: string | null
  /** Of points, whether each is joined to the next, and the last to the first; left out where they stand alone. */
  readonly path?: PointPath | null
}

/** What theory says of an observable: a line to draw where it is one number, a formula to read in any case. */
export interface TheoryLine {
  readonly label: string
  /** LaTeX. */
  readonly formula: string
  /** The value, if it is the same for every run. */
  readonly value: number | null
  readonly reference: string
}

/** Everything that a probe says about itself, as plain data: it can be printed, sent and tested. */
export interface ProbeCard {
  readonly id: string
  readonly name: string
  readonly symbol: string
  /** LaTeX. */
  readonly formula: string
  readonly unit: string
  /** What it means and when one would care. */
  readonly about: string
  /** When it misleads. */
  readonly caveat: string
  /** How it is computed: exact or estimated, by which method, in which precision, with which error. */
  readonly estimator: string
  /** What is done at the edges: zero weights, zero variance, too few examples. */
  readonly edges: string
  readonly reference: string
  readonly needs: readonly Need[]
  readonly cost: Cost
  readonly cadence: Cadence
  readonly group: Group
  readonly output: OutputCard
  readonly options: readonly OptionCard[]
  readonly theory: readonly TheoryLine[]
  readonly nulls: readonly NullModel[]
  /** Whether a value depends on what was seen since the probe was attached. */
  readonly remembers: boolean
}

/** The options of one attachment: every option of the card has a value. */
export type OptionValues = Readonly<Record<string, number | string>>

/** A value that cannot be computed, with the reason: never 0, never a silent NaN. */
export interface Absent {
  readonly absent: string
}

export function absent(why: string): Absent {
  return { absent: why }
}

export function isAbsent(value: unknown): value is Absent {
  return typeof value === 'object' && value !== null && 'absent' in value
}

/** A value that was estimated from random draws, with the standard error of its mean. */
export interface Estimate {
  readonly estimate: number
  readonly standardError: number
}

export function estimate(value: number, standardError: number): Estimate {
  return { estimate: value, standardError }
}

export function isEstimate(value: unknown): value is Estimate {
  return typeof value === 'object' && value !== null && 'estimate' in value
}
