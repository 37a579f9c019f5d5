import type { Tensor } from '@tensorflow/tfjs-core'
import type { SplitOutcome } from '#probes/inputs.ts'
import type { OtherSource } from '../other-source.ts'
import type { Recipe } from './recipe.ts'
import { layersOf, lazily, lazyProperties, matricesOf, matrixOf, type Tf, tidied } from '#trainer/tensors/index.ts'
import type { StepView } from './open-step.ts'
import { readings, type LiveInputs } from './readers.ts'
import { openRunConstants } from './run-constants.ts'
import { shareRunConstants } from './shared-run-constants.ts'
import type { WeightsByLayer } from '#trainer/models/index.ts'

/** One step of a training, laid open: what probes may read, and the gradient that the update will follow. */
export interface Snapshot {
  readonly inputs: LiveInputs
  /** Forward and backward at these weights, done once, for the update and for the probes alike. */
  pass(): {
    readonly outcome: SplitOutcome
    readonly gradients: ReturnType<typeof layersOf>
    readonly ms: number
  }
  /** Disposes of what was computed for this step. */
  release(): void
}

/** Takes snapshots of one run; what they share (batches, what was at step 0) is computed once, when first read. */
export function openSnapshots(
  tf: Tf,
  seed: number,
  initialWeights: WeightsByLayer,
  other: OtherSource | null,
  elapsedSeconds = 0,
) {
  const startedAt = performance.now() - 1000 * elapsedSeconds
  const lend = shareRunConstants((recipe) => openRunConstants(tf, recipe, seed, initialWeights, other))

  function take(standing: StepView, by: Recipe): Snapshot {
    const { tensors } = standing
    const { constants, giveBack } = lend.to(by)
    const { recipe, batch } = constants
    const { model, loss } = recipe
    const kept: Tensor[] = []
    const keep = <T extends Tensor>(tensor: T): T => {
      kept.push(tf.keep(tensor))
      return tensor
    }
    // Batches are made before the tidy around what uses them, which they outlive.
    const pass = lazily(() => {
      const examples = batch.train()
      const start = performance.now()
      const computed = tidied(tf, () => {
        const forward = model.forward(tf, tensors, examples)
        const { loss: value, accuracy, gradient } = loss.judge(tf, examples, forward.logits)
        const gradients = layersOf(forward.backward(gradient()))
        return { logits: keep(forward.logits), outcome: { loss: value, accuracy }, gradients }
      })
      return { ...computed, ms: performance.now() - start }
    })
    const tested = lazily(() => {
      const examples = batch.test()
      return tidied(tf, () => {
        const logits = keep(model.logits(tf, tensors, examples))
        const { loss: value, accuracy } = loss.judge(tf, examples, logits)
        return { logits, outcome: { loss: value, accuracy } }
      })
    })
    const probed = lazily(() => {
      const examples = batch.probe()
      return tidied(tf, () => {
        const { hidden, logits } = model.forward(tf, tensors, examples)
        return { hidden: matricesOf(hidden), logits: matrixOf(logits) }
      })
    })
    const inputs = lazyProperties<LiveInputs>(
      readings({
        ...standing,
        ...{ tf, initialWeights, constants, pass, tested, probed, keep },
        elapsedSeconds: () => (performance.now() - startedAt) / 1000,
      }),
    )
    const release = () => {
      tf.dispose(kept)
      giveBack()
    }
    return { inputs, pass, release }
  }
  return { take, close: lend.close }
}
