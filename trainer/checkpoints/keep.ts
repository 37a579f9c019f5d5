import { messageOf, type Report, type RunId } from '#src/vocabulary/index.ts'
import type { LoopEvent } from '#trainer/run/loop-event.ts'
import type { Observers } from '#trainer/observing/observers.ts'
import type { Checkpoints } from './open-checkpoints.ts'

/** Keeps a moment of a run, and says that it did; that it cannot, once until it can again. */
export type Keep = (moment: Extract<LoopEvent, { type: 'kept' }>, observers: Observers) => Report[]

export function keepIn(checkpoints: Checkpoints, run: RunId): Keep {
  let isFailing = false
  return ({ state, whole, pinned }, { memories, log }) => {
    const { step, weights } = state
    try {
      const { entry } = whole
        ? checkpoints.keepWhole({ run, state, log, memories: Object.fromEntries(memories) }, { isPinned: pinned })
        : checkpoints.keepWeights(run, step, weights)
      isFailing = false
      return [{ type: 'checkpointed', step, bytes: entry.bytes, whole }]
    } catch (error) {
      if (isFailing) return []
      isFailing = true
      // The run is worth more than its checkpoint: it goes on, and the timeline says what is missing.
      const about = `${messageOf(error)}; the run goes on without`
      return [{ type: 'marked', mark: { by: 'checkpoints', step, label: 'Checkpoints cannot be written', about } }]
    }
  }
}
