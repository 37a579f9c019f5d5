import type { ParameterValues } from './experiment.ts'

/**
 * What an experiment says that will be seen in a run of it, as data: a number made of its series, and where that number
 * must lie. A claim is judged while the run goes on, drawn beside what was measured, and verified by command.
 */
export interface Claim {
  /** Its name within its experiment, in words of a-z with dashes. */
  readonly id: string
  /** In a sentence. */
  readonly about: string
  readonly of: Claimed
  /** The band in which it must lie, ends included; null where it is open on that side. */
  readonly from: number | null
  readonly to: number | null
  /** Where the band comes from: a paper, a closed form, or runs of another implementation. */
  readonly source: string
  /** Of several seeds, whether each must lie there (if nothing is said), or their mean. */
  readonly over?: 'each' | 'mean'
  /** How many seeds it is said of at least, where one does not do. */
  readonly seeds?: number
  /** Where it is said of other settings than the experiment's own. */
  readonly settings?: ParameterValues
  /** And of a run of other length. */
  readonly steps?: number
  /** Where it is said of several runs, one for each value of a setting: its number is what these make of theirs. */
  readonly along?: Along
  /** Which check of many makes the runs for it; `ci` if nothing is said. */
  readonly tier?: Tier
}

/** Runs that differ in one setting, and what is made of their numbers. */
export interface Along {
  /** A setting that is a number. */
  readonly key: string
  readonly values: readonly number[]
  /**
   * `exponent`: the slope of the logarithm of their numbers' size over that of the setting, by least squares. `argmin`: the value of
   * the setting at which the number is least; a run that has none, since it diverged, has the largest.
   */
  readonly take: 'exponent' | 'argmin'
}

/** The number of one of several runs, and the value of the setting in which they differ. */
export interface AtValue {
  readonly at: number
  /** Null where the run has no such number. */
  readonly value: number | null
}

/** How long the runs for a claim take: seconds, minutes, or hours where there is no GPU. */
export const TIERS = ['ci', 'nightly', 'gpu'] as const
export type Tier = (typeof TIERS)[number]

/** A number made of the series of one run. */
export type Claimed =
  /** The last value, or that of the last measured step up to one. */
  | { readonly kind: 'at'; readonly series: string; readonly step: 'last' | Place }
  /** Of the finite values from a step on, and up to one; each is left out where there is no such bound. */
  | {
      readonly kind: 'over'
      readonly series: string
      readonly take: 'least' | 'greatest' | 'mean' | 'median'
      readonly from?: Place
      readonly to?: Place
    }
  /** The first measured step at which it is at least (or at most) so much; it is not there in a run in which that never came. */
  | FirstStep
  | { readonly kind: 'difference' | 'ratio'; readonly of: Claimed; readonly and: Claimed }

export interface FirstStep {
  readonly kind: 'first'
  readonly series: string
  readonly is: 'above' | 'below'
  readonly value: number
}

/** A step: one that is known, or that at which something first happens in the run. */
export type Place = number | FirstStep

/** A claim that a run is held to, as its first Report says it: of the settings that the run has, and so many steps of it. */
export type ClaimOfRun = Omit<Claim, 'settings' | 'tier' | 'along'> & { readonly steps: number }

/** What a run says of a claim so far. `open`: what is still to come decides. */
export type Verdict = 'holds' | 'fails' | 'open'

export interface Judged {
  /** The id of the claim. */
  readonly claim: string
  readonly verdict: Verdict
  /** The number as it is now; null where there is none. */
  readonly value: number | null
  /** The measured steps that it was read from: one for each value, the first and the last of many. */
  readonly steps: readonly number[]
  /** Why there is no number, or none that decides; null where there is nothing to say. */
  readonly why: string | null
}
