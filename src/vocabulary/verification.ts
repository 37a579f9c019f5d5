import type { ClaimOfRun, Judged, Tier, Verdict } from './claim.ts'
import type { ParameterValues } from './experiment.ts'

/** What came of the claims of some experiments, as plain data: the JSON of `phasescope verify --json`. */
export interface Verification {
  /** Of Phasescope. */
  readonly version: string
  /** Of the checkout whose code made the runs; null where there is none. */
  readonly commit: string | null
  /** On which it was made, in UTC: `2026-11-30`. */
  readonly day: string
  readonly backend: string
  readonly tier: Tier
  /** What was changed of every run. */
  readonly set: readonly string[]
  /** Whether all of them hold. */
  readonly holds: boolean
  readonly seconds: number
  /** Runs that were made at the same time. */
  readonly workers: number
  readonly experiments: readonly VerifiedExperiment[]
}

export interface VerifiedExperiment {
  readonly experiment: string
  readonly name: string
  readonly reference: string
  readonly seconds: number
  readonly claims: readonly VerifiedClaim[]
}

export interface VerifiedClaim extends ClaimOfRun {
  readonly verdict: Verdict
  /** Over the seeds; null where one has no number. */
  readonly mean: number | null
  readonly settings: ParameterValues
  readonly runs: readonly VerifiedRun[]
}

/** What the run of one seed says of a claim. */
export interface VerifiedRun extends Omit<Judged, 'claim'> {
  readonly seed: number
}
