import type { Claim } from './claim.ts'

/** A setting of an experiment that `--set key=value` can change; one that is `settable`, while it runs too. */
export type ParameterCard =
  | {
      readonly key: string
      readonly about: string
      readonly settable?: boolean
      readonly type: 'integer' | 'number'
      readonly default: number
      readonly min: number
      readonly max: number
    }
  | {
      readonly key: string
      readonly about: string
      readonly settable?: boolean
      readonly type: 'choice'
      readonly default: string
      readonly choices: readonly string[]
    }

export type ParameterValue = number | string
export type ParameterValues = Readonly<Record<string, ParameterValue>>

/** How many characters settings have, names and words together. */
export function charactersOf(values: ParameterValues): number {
  return Object.entries(values).reduce((sum, [key, value]) => sum + key.length + String(value).length, 0)
}

/** What can be launched from a hub: its experiments, and what is wrong with files in which a person has their own, each with its place. */
export interface Launchable {
  readonly experiments: readonly ExperimentCard[]
  readonly faults: readonly string[]
}

/** Everything that an experiment says about itself, as plain data. */
export interface ExperimentCard {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly reference: string
  readonly parameters: readonly ParameterCard[]
  readonly seed: number
  /** Steps of a run that is not told otherwise. */
  readonly steps: number
  /** Ids of the probes attached from the start. */
  readonly probes: readonly string[]
  /** Probes whose panels come first on the page of a run. */
  readonly opensWith?: readonly string[]
  /** Where the gradient of its network is left to automatic differentiation: said, since there are no Hessian products then. */
  readonly gradient?: 'tape'
  /** What the figure shows that runs of it make together, where there is one: `phasescope figure <id>` draws it. */
  readonly figure?: string
  /** What one should see, as numbers that are checked. */
  readonly claims: readonly Claim[]
}
