import type { OptionCard, OptionValues, Mark } from '#src/vocabulary/index.ts'

/** A point of a series that a detector watches, as it is measured. */
export interface Sighting {
  /** The key of the option that names the series. */
  readonly of: string
  readonly step: number
  /** NaN and the infinities are values like others: what they mean is for the detector to say. */
  readonly value: number
}

/** What a detector says of what it has seen: a mark without the names that whoever runs it knows. */
export type Seen = Omit<Mark, 'by'>

/**
 * A pure reducer over the scalar series that its options name: their points in the order of their steps (of one step, in the order of the options),
 * one at a time, in memory that does not grow with the run. Being pure, it says the same live, in a replay and of a file: `next` never
 * writes to the state that it is given, which may be asked again, and a state is plain data, which a checkpoint keeps.
 */
export interface Detection<S = unknown> {
  readonly initial: (options: OptionValues) => S
  readonly next: (state: S, sighting: Sighting, options: OptionValues) => After<S>
}

/** How a point leaves a detection, and what it says of it. */
export interface After<S> {
  readonly state: S
  readonly seen: readonly Seen[]
  /**
   * What it compares to its threshold at present, in units of that: from 1 on it says so, and before that it tells how near that is (`score("cusum")` in
   * the condition of a breakpoint). Left out where there is nothing to tell.
   */
  readonly score?: number
}

/** Everything that a detector says about itself. The options of type `series` are what it watches. */
export interface DetectorDefinition<S = unknown> extends Detection<S> {
  readonly id: string
  readonly name: string
  readonly symbol: string
  /** LaTeX. */
  readonly formula: string
  readonly about: string
  readonly caveat: string
  readonly estimator: string
  readonly edges: string
  readonly reference: string
  readonly options: readonly OptionCard[]
}

export function defineDetector<S>(definition: DetectorDefinition<S>): DetectorDefinition {
  return definition as unknown as DetectorDefinition
}
