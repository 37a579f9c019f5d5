import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core'
import type { Batches, Split } from '#trainer/data/index.ts'
import { returned } from '../diffusion/returned.ts'
import type { OtherSource } from '../other-source.ts'
import type { Recipe } from './recipe.ts'
import {
  lazily,
  lazyProperties,
  matricesOf,
  matrixOf,
  type Outputs,
  type Routine,
  type Tf,
  tidied,
} from '#trainer/tensors/index.ts'
import type { StepView } from './open-step.ts'
import { diffusionOf, tellerOf } from './noise-teller.ts'
import { answersIn, answersTo, type Examples, gradientsIn, inParts, pass, tensorsOf } from './passes.ts'
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
    const toDispose: Tensor[] = []
    const keep = <T extends Tensor>(tensor: T): T => {
      toDispose.push(tf.keep(tensor))
      return tensor
    }
    const kept = (found: Outputs, examples: Batch) => {
      const { logits, outcome } = answersIn(found, recipe, examples)
      return { logits: keep(logits), outcome }
    }
    const there = (found: Outputs, examples: Batch) => ({ ...kept(found, examples), gradients: gradientsIn(found) })
    const answered = (routine: Routine, examples: Examples) =>
      tidied(tf, () =>
        kept(answersTo(tf, routine, recipe, tensors, constants.initialTensors(), examples), examples.batch),
      )
    // Batches are made before the tidy around what uses them, which they outlive.
    const onWhole = lazily(() => {
      const examples = batch.train()
      const start = performance.now()
      const on = (some: Batch) => pass(tf, recipe, tensors, some)
      const computed = tidied(tf, () => {
        const divisible = inParts(
          tf,
          recipe,
          constants.initialTensors(),
          { split: recipe.task.train, batch: examples },
          on,
        )
        return there(routines.whole.run(on(examples), { divisible }), examples)
      })
      return { ...computed, ms: performance.now() - start }
    })
    const onPart = lazily(() => {
      const start = performance.now()
      const examples = model.batch(tf, batches.at(step) as Split)
      const on = (some: Batch) => pass(tf, recipe, tensors, some, tensorsOf(tf, some))
      const another = () => on(model.batch(tf, batches.at(ofTheSameSize(batches, step)) as Split))
      const computed = tidied(tf, () => there(routines.part.run(on(examples), { another }), examples))
      tf.dispose(examples as unknown as TensorContainer)
      return { ...computed, ms: performance.now() - start }
    })
    const ofUpdate = batches.areWhole ? onWhole : onPart
    const answeredOf = (routine: Routine, split: Split, examples: () => Batch) =>
      lazily(() => answered(routine, { split, batch: examples() }))
    const { train, test, outOfDistribution } = recipe.task
    const trained = batches.areWhole ? onWhole : answeredOf(routines.trained, train, batch.train)
    const tested = answeredOf(routines.tested, test as Split, batch.test)
    const elsewhere = answeredOf(routines.elsewhere, outOfDistribution as Split, batch.outOfDistribution)
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
        ...{ tf, step, initialWeights, constants, pass: ofUpdate, trained, tested, elsewhere, probed, keep },
        slope: () => onWhole().gradients,
        returned: lazily(() => returned(diffusionOf(recipe), tellerOf(tf, recipe, tensors), seed)),
        elapsedSeconds: () => (performance.now() - startedAt) / 1000,
      }),
    )
    const release = () => {
      tf.dispose(toDispose)
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
