import type { LoggedCommand, RunId } from '#src/vocabulary/index.ts'
import type { SystemState } from '#trainer/systems/index.ts'

/** All that a run needs to go on from a step, to the bit, in another process or as another run. */
export interface Checkpoint {
  /** Who wrote it: in the folder of a fork that may be an ancestor. */
  readonly run: RunId
  readonly state: SystemState
  /** The Commands that had taken effect when it was written, oldest first. */
  readonly log: readonly LoggedCommand[]
  /** What probes that remember have seen, by probe: plain data with typed arrays. */
  readonly memories: Readonly<Record<string, unknown>>
}
