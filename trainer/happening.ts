import type { Breakpoint, Report } from '#src/vocabulary/index.ts'
import type { Attach } from './attach.ts'
import type { TrainingState } from './checkpoints/training-state.ts'
import type { AddressedCommand } from './control.ts'
import type { Observers } from './observers.ts'
import type { LiveInputs } from './snapshot.ts'
import type { Untold } from './untold.ts'

/** What the loop tells its observers. The inputs of a step are good until the loop goes on. */
export type Happening =
  | { readonly type: 'planned'; readonly attach: Attach; readonly untold?: Untold }
  /** A breakpoint that waits from the start. */
  | { readonly type: 'foreseen'; readonly breakpoint: Breakpoint; readonly untold?: Untold }
  /** Training goes on in the middle of a run: what was observed until then. */
  | { readonly type: 'restored'; readonly observers: Observers }
  /** `untold`: gone through again after a crash, or as a branch. `trainingMs`: spent on training so far. */
  | {
      readonly type: 'reached'
      readonly step: number
      readonly inputs: LiveInputs
      readonly trainingMs?: number
      readonly untold?: Untold
      /** Whether what probes remember holds this step already. */
      readonly isRemembered?: boolean
    }
  | ({
      readonly type: 'asked'
      readonly step: number
      /** Of the step at which it is asked, which has been observed. */
      readonly inputs: LiveInputs
      readonly untold?: Untold
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
