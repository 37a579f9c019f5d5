import { messageOf, type RunId } from '#src/vocabulary/index.ts'
import type { Keep } from '#trainer/observing/index.ts'
import { weightsOf } from '#trainer/systems/index.ts'
import type { Checkpoints } from './open-checkpoints.ts'

/** Keeps moments of a run among its checkpoints. */
export function keepIn(checkpoints: Checkpoints, run: RunId): Keep {
  let isFailing = false
  return ({ state, whole, pinned }, { memories, log }) => {
    const { step } = state
    try {
      const { entry } = whole
        ? checkpoints.keepWhole({ run, state, log, memories: Object.fromEntries(memories) }, { isPinned: pinned })
        : checkpoints.keepWeights(run, step, weightsOf(state))
      isFailing = false
      return [{ type: 'checkpointed', step, bytes: entry.bytes, whole }]
    } catch (error) {
      if (isFailing) return []
      isFailing = true
      // The run is worth more than its checkpoint: it goes on, and the timeline says what is missing.
      const about = `${messageOf(error)}; the run continues without checkpoints`
      return [{ type: 'marked', mark: { by: 'checkpoints', step, label: 'Checkpoints cannot be written', about } }]
    }
  }
}
