import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core'
import type { Batches, Split } from '#trainer/data/index.ts'
import type { OtherSource } from '../other-source.ts'
import type { Recipe } from './recipe.ts'
import { lazily, lazyProperties, matricesOf, matrixOf, type Routine, type Tf, tidied } from '#trainer/tensors/index.ts'
import type { StepView } from './open-step.ts'
import { answering, answersIn, gradientsIn, pass, tensorsOf } from './passes.ts'
import { readings, type LiveInputs } from './readers.ts'
import { openRunConstants } from './run-constants.ts'
import { shareRunConstants } from './shared-run-constants.ts'
import type { Batch, WeightsByLayer } from '#trainer/models/index.ts'

/** One step of a training, laid open: what probes may read, and the gradient that the update will follow. */
export interface Snapshot {
  readonly inputs: LiveInputs
  /** Forward and backward at these weights on the examples of the update, done once, for it and for the probes alike. */
  pass(): {
    readonly gradients: ReturnType<typeof gradientsIn>
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
    const { recipe, batch, batches, routines } = constants
    const { model } = recipe
    const kept: Tensor[] = []
    const keep = <T extends Tensor>(tensor: T): T => {
      kept.push(tf.keep(tensor))
      return tensor
    }
    /** A routine on these weights and a batch, and what is read of it; `another` is a batch of other examples. */
    const there = (routine: Routine, examples: Batch, another?: () => Batch) =>
      tidied(tf, () => {
        const on = (one: Batch) => pass(tf, recipe, tensors, one, another && tensorsOf(tf, one))
        const found = routine.run(on(examples), another && (() => on(another())))
        const { logits, outcome } = answersIn(found, recipe, examples)
        return { logits: keep(logits), outcome, gradients: gradientsIn(found) }
      })
    const answered = (routine: Routine, examples: Batch) =>
      tidied(tf, () => {
        const found = routine.run(answering(tf, recipe, tensors, examples))
        const { logits, outcome } = answersIn(found, recipe, examples)
        return { logits: keep(logits), outcome }
      })
    // Batches are made before the tidy around what uses them, which they outlive.
    const onWhole = lazily(() => {
      const examples = batch.train()
      const start = performance.now()
      return { ...there(routines.whole, examples), ms: performance.now() - start }
    })
    const onPart = lazily(() => {
      const start = performance.now()
      const examples = model.batch(tf, batches.at(step) as Split)
      const another = () => model.batch(tf, batches.at(ofTheSameSize(batches, step)) as Split)
      const computed = there(routines.part, examples, another)
      tf.dispose(examples as unknown as TensorContainer)
      return { ...computed, ms: performance.now() - start }
    })
    const ofUpdate = batches.areWhole ? onWhole : onPart
    const trained = batches.areWhole ? onWhole : lazily(() => answered(routines.trained, batch.train()))
    const tested = lazily(() => answered(routines.tested, batch.test()))
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
        ...{ tf, step, initialWeights, constants, pass: ofUpdate, trained, tested, probed, keep },
        slope: () => onWhole().gradients,
        elapsedSeconds: () => (performance.now() - startedAt) / 1000,
      }),
    )
    const release = () => {
      tf.dispose(kept)
      giveBack()
    }
    return { inputs, pass: ofUpdate, release }
  }
  return { take, close: lend.close }
}

/** The next step whose update sees as many examples as that of this one, but others. */
function ofTheSameSize(batches: Batches, step: number): number {
  const size = batches.sizeAt(step)
  let other = step + 1
  while (batches.sizeAt(other) !== size) other++
  return other
}
