import type { LoggedCommand } from '#src/vocabulary/index.ts'
import type { Observers, Unreported } from '#trainer/observing/index.ts'

/** What is known of a run when it goes on in the middle, after a crash or as a branch. */
export interface ResumePoint {
  /** Who observes when it goes on. */
  readonly observers: Observers
  /** Whether they have observed the step where it goes on, and all that was commanded there was obeyed. */
  readonly isObserved: boolean
  /** Commands that took effect, and are obeyed again at their steps. */
  readonly log: readonly LoggedCommand[]
  /** Steps up to this one were reported before: they are gone through in silence. */
  readonly until: number
  /** What of the last of them was not reported. */
  readonly unreported: Unreported
}
