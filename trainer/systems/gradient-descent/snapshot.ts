import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core'
import type { Split } from '#trainer/data/index.ts'
import { returned } from '../diffusion/returned.ts'
import type { OtherSource } from '../other-source.ts'
import type { Recipe } from './recipe.ts'
import { layersOf, lazily, lazyProperties, matricesOf, matrixOf, type Tf, tidied } from '#trainer/tensors/index.ts'
import type { StepView } from './open-step.ts'
import { diffusionOf, tellerOf } from './noise-teller.ts'
import { readings, type LiveInputs } from './readers.ts'
import { openRunConstants } from './run-constants.ts'
import { shareRunConstants } from './shared-run-constants.ts'
import type { Batch, WeightsByLayer } from '#trainer/models/index.ts'

/** One step of a training, laid open: what probes may read, and the gradient that the update will follow. */
export interface Snapshot {
  readonly inputs: LiveInputs
  /** Forward and backward at these weights on the examples of the update, done once, for it and for the probes alike. */
  pass(): {
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

  /** `step`: where it is, which says what the update sees. */
  function take(standing: StepView, by: Recipe, step = 0): Snapshot {
    const { tensors } = standing
    const { constants, giveBack } = lend.to(by)
    const { recipe, batch, batches } = constants
    const { model, loss } = recipe
    const kept: Tensor[] = []
    const keep = <T extends Tensor>(tensor: T): T => {
      kept.push(tf.keep(tensor))
      return tensor
    }
    const there = (examples: Batch) =>
      tidied(tf, () => {
        const forward = model.forward(tf, tensors, examples)
        const { loss: value, accuracy, gradient } = loss.judge(tf, examples, forward.logits)
        const gradients = layersOf(forward.backward(gradient()))
        return { logits: keep(forward.logits), outcome: { loss: value, accuracy }, gradients }
      })
    const answered = (examples: Batch) =>
      tidied(tf, () => {
        const logits = keep(model.logits(tf, tensors, examples))
        const { loss: value, accuracy } = loss.judge(tf, examples, logits)
        return { logits, outcome: { loss: value, accuracy } }
      })
    // Batches are made before the tidy around what uses them, which they outlive.
    const onWhole = lazily(() => {
      const examples = batch.train()
      const start = performance.now()
      return { ...there(examples), ms: performance.now() - start }
    })
    const onPart = lazily(() => {
      const start = performance.now()
      const examples = model.batch(tf, batches.at(step) as Split)
      const computed = there(examples)
      tf.dispose(examples as unknown as TensorContainer)
      return { ...computed, ms: performance.now() - start }
    })
    const pass = batches.areWhole ? onWhole : onPart
    const trained = batches.areWhole ? onWhole : lazily(() => answered(batch.train()))
    const tested = lazily(() => answered(batch.test()))
    const elsewhere = lazily(() => answered(batch.outOfDistribution()))
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
        ...{ tf, step, initialWeights, constants, pass, trained, tested, elsewhere, probed, keep },
        slope: () => onWhole().gradients,
        returned: lazily(() => returned(diffusionOf(recipe), tellerOf(tf, recipe, tensors), seed)),
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
