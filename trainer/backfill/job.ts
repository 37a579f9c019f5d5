import type { LoggedCommand, OwnRun, Report } from '#src/vocabulary/index.ts'
import type { WeightsByLayer } from '#trainer/models/index.ts'
import type { OtherSource } from '#trainer/systems/index.ts'
import type { BackfillRequest } from './request.ts'

/** All that another process needs to go through a run's past: plain data, as it travels between two processes. */
export interface Job {
  readonly run: Pick<OwnRun, 'id' | 'experiment' | 'source' | 'parameters' | 'seed' | 'steps'>
  readonly requests: readonly BackfillRequest[]
  /** Who measures what the wanted probes read. */
  readonly sources: readonly BackfillRequest[]
  readonly log: readonly LoggedCommand[]
  readonly goal: number
  /** The folder of the run's checkpoints; null where none are kept. */
  readonly checkpoints: string | null
  /** The folder of the user-defined probes that the run was offered; null where it had none. */
  readonly userProbes: string | null
  /** The folder in which the files of own experiments are kept; left out where there is none. */
  readonly ownExperiments?: string | null
  readonly other: OtherAsData | null
}

/** A second network without its code: what its model is made from. */
export interface OtherAsData {
  readonly name: string
  readonly weights: WeightsByLayer
  readonly made: OtherSource['made']
}

/** What the trainer tells the process that goes through its past: the job first, then further goals. */
export type ToReplay =
  | { readonly type: 'job'; readonly job: Job }
  /** Whether the run that the replay belongs to is being trained, and to be spared. */
  | { readonly type: 'pace'; readonly isTraining: boolean }
  | { readonly type: 'further'; readonly goal: number; readonly log: readonly LoggedCommand[] }

/** And what it is told. */
export type FromReplay =
  | { readonly type: 'reported'; readonly reports: readonly Report[] }
  | { readonly type: 'arrived'; readonly goal: number; readonly updates: number }
  | { readonly type: 'gave-up'; readonly why: string }
