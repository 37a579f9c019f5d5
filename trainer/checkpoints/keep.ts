import { messageOf, type Report, type RunId } from '#src/vocabulary/index.ts'
import type { Happening } from '#trainer/happening.ts'
import type { Observers } from '#trainer/observers.ts'
import type { Checkpoints } from './open-checkpoints.ts'

/** Keeps a moment of a run, and says that it did. */
export type Keep = (moment: Extract<Happening, { type: 'kept' }>, observers: Observers) => Report[]

export function keepIn(checkpoints: Checkpoints, run: RunId): Keep {
  return ({ state, whole, pinned }, { memories, log }) => {
    const { step, weights } = state
    try {
      const { entry } = whole
        ? checkpoints.keepWhole({ run, state, log, memories: Object.fromEntries(memories) }, { isPinned: pinned })
        : checkpoints.keepWeights(run, step, weights)
      return [{ type: 'checkpointed', step, bytes: entry.bytes, whole }]
    } catch (error) {
      // The run is worth more than its checkpoint: it goes on, and the timeline says what is missing.
      const about = `${messageOf(error)}; the run goes on without it`
      return [{ type: 'marked', mark: { by: 'checkpoints', step, label: 'Checkpoint could not be written', about } }]
    }
  }
}
