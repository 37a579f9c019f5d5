import type { AddressedCommand, Attach, Breakpoint, Report } from '#src/vocabulary/index.ts'
import type { OwnWork, System, SystemState } from '#trainer/systems/index.ts'
import type { Observers } from './observers.ts'

/** What of a Report is new, at steps that the run has been at before: the Report, a part of it, or null. */
export type Unreported = (report: Report) => Report | null

/** Nothing that is reported again is new. */
export const NOTHING: Unreported = () => null

/** What the loop tells its observers. The inputs of a step are good until the loop goes on. */
export type LoopEvent =
  | { readonly type: 'planned'; readonly attach: Attach; readonly unreported?: Unreported }
  /** A breakpoint that waits from the start. */
  | { readonly type: 'foreseen'; readonly breakpoint: Breakpoint; readonly unreported?: Unreported }
  /** The system goes on in the middle of a run: what was observed until then. */
  | { readonly type: 'restored'; readonly observers: Observers; readonly step: number }
  | {
      readonly type: 'reached'
      readonly step: number
      readonly inputs: System['inputs']
      /** What the system took to come here. Left out where the run has been before: that is no cost of the run. */
      readonly ownWork?: OwnWork
      readonly unreported?: Unreported
    }
  | ({
      readonly type: 'asked'
      readonly step: number
      /** Of the step at which it is asked, which has been observed. */
      readonly inputs: System['inputs']
      readonly unreported?: Unreported
    } & AddressedCommand)
  | Moment
  | { readonly type: 'told'; readonly report: Report }

/** A moment to keep, with what only the observers know. */
export interface Moment {
  readonly type: 'kept'
  readonly state: SystemState
  readonly whole: boolean
  /** Made for a reason of its own, so that no budget drops it. */
  readonly pinned: boolean
}

/** Keeps a moment of a run, and says that it did; that it cannot, once until it can again. */
export type Keep = (moment: Moment, observers: Observers) => Report[]
