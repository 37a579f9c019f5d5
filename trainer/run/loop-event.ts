import type { Breakpoint, Report } from '#src/vocabulary/index.ts'
import type { Attach } from '#trainer/observing/attachment.ts'
import type { TrainingState } from '#trainer/systems/system-state.ts'
import type { AddressedCommand } from './mailbox.ts'
import type { Observers } from '#trainer/observing/observers.ts'
import type { LiveInputs } from '#trainer/systems/gradient-descent/snapshot.ts'

/** What of a Report is new, at steps that the run has been at before: the Report, a part of it, or null. */
export type Unreported = (report: Report) => Report | null

/** What training took since this process began with it. */
export interface Trained {
  readonly ms: number
  readonly updates: number
}

/** What the loop tells its observers. The inputs of a step are good until the loop goes on. */
export type LoopEvent =
  | { readonly type: 'planned'; readonly attach: Attach; readonly unreported?: Unreported }
  /** A breakpoint that waits from the start. */
  | { readonly type: 'foreseen'; readonly breakpoint: Breakpoint; readonly unreported?: Unreported }
  /** Training goes on in the middle of a run: what was observed until then. */
  | { readonly type: 'restored'; readonly observers: Observers }
  | {
      readonly type: 'reached'
      readonly step: number
      readonly inputs: LiveInputs
      /** Left out where the run has been before: what that costs is no cost of the run. */
      readonly trained?: Trained
      readonly unreported?: Unreported
    }
  | ({
      readonly type: 'asked'
      readonly step: number
      /** Of the step at which it is asked, which has been observed. */
      readonly inputs: LiveInputs
      readonly unreported?: Unreported
    } & AddressedCommand)
  /** A moment to keep, with what only the observers know. */
  | {
      readonly type: 'kept'
      readonly state: TrainingState
      readonly whole: boolean
      /** Made for a reason of its own, so that no budget drops it. */
      readonly pinned: boolean
    }
  | { readonly type: 'told'; readonly report: Report }
