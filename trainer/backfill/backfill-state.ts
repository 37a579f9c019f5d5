import type { Report } from '#src/vocabulary/index.ts'
import type { Coverage } from './coverage.ts'
import type { FromReplay, Job, ToReplay } from './job.ts'
import type { Died } from './replayer.ts'
import type { RequestGroup } from './request-group.ts'
import type { ReadableProbe } from './sources.ts'

/** Where the filling of a run's past stands: plain data. */
export interface BackfillState {
  readonly coverage: Coverage
  /** Whether the run's own Reports are over. */
  readonly isOver: boolean
  /** Whether the run is being trained, and to be spared. */
  readonly isTraining: boolean
  /** What the replayer does; null while there is none. */
  readonly replay: RunningReplay | null
  /** How many replayers died one after another without having reported anything. */
  readonly deaths: number
  /** Whether nothing happens any more. */
  readonly isComplete: boolean
}

/**
 * A replayer at work, or at none: it is `resting` for a while once it has caught up with a run that goes on, and `idle`
 * when there is nothing to do for it.
 */
export interface RunningReplay {
  readonly group: RequestGroup
  readonly phase: 'measuring' | 'resting' | 'idle'
}

/** What may happen. */
export type BackfillEvent =
  /** From now on events are listened to: what was missing before may begin. */
  | { readonly type: 'opened' }
  /** The run reported something. */
  | { readonly type: 'reported'; readonly report: Report }
  /** The replayer said something. */
  | { readonly type: 'heard'; readonly message: FromReplay | Died }
  /** The replayer has rested long enough. */
  | { readonly type: 'rested' }
  /** The run reports nothing any more. */
  | { readonly type: 'over' }

/** What is to be done about it, in order. */
export type BackfillEffect =
  | { readonly type: 'tell'; readonly report: Report }
  /** Starts a replayer with a job. */
  | { readonly type: 'start'; readonly job: Pick<Job, 'requests' | 'sources' | 'log' | 'goal'> }
  | { readonly type: 'send'; readonly message: Exclude<ToReplay, { type: 'job' }> }
  /** Ends the replayer. */
  | { readonly type: 'stop' }
  /** Sets the timer behind which the replayer has rested, or clears it. */
  | { readonly type: 'rest'; readonly isOn: boolean }
  | { readonly type: 'complete' }

/** What is known of the run from the start. */
export interface BackfillContext {
  /** How many steps are planned. */
  readonly steps: number
  /** Says which probe reads which series. */
  readonly catalogue: readonly ReadableProbe[]
}

export type Transition = readonly [state: BackfillState, effects: readonly BackfillEffect[]]
export type Move = (state: BackfillState) => Transition

/** Nothing has happened yet; `coverage` is what had been reported when the run was resumed. */
export function openingState(coverage: Coverage): BackfillState {
  return { coverage, isOver: false, isTraining: true, replay: null, deaths: 0, isComplete: false }
}

/** One move after the other, and what all of them want done. */
export function inTurn(state: BackfillState, ...moves: readonly Move[]): Transition {
  let now = state
  const effects: BackfillEffect[] = []
  for (const move of moves) {
    const [after, more] = move(now)
    now = after
    effects.push(...more)
  }
  return [now, effects]
}
