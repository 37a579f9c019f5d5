import type { Tensor } from '@tensorflow/tfjs-core'
import type { Head, Inputs, Layer, Layers, OptimizerFacts, SplitOutcome, Table } from '#probes/inputs.ts'
import { matrixOf as matrixOfLayer } from '#probes/maths/layers.ts'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { Recipe } from './recipe.ts'
import { layersOf, matricesOf, matrixOf } from '#trainer/tensors/host.ts'
import { lazily, lazyProperties } from '#trainer/tensors/lazy.ts'
import type { OtherSource } from '../other-source.ts'
import { openRunConstants, predictionsOf } from './run-constants.ts'
import { shareRunConstants } from './shared-run-constants.ts'
import type { WeightsByLayer } from '#trainer/models/model.ts'
import { deviceObjective } from './objective.ts'
import type { ByLayer, Tf } from '#trainer/tensors/tensors.ts'
import { tidied } from '#trainer/tensors/workbench.ts'

/** Needs that a training can serve, if its model and task have what they stand for; the rest comes from files. */
export type LiveInputs = Omit<
  Inputs,
  'series' | 'teacher' | 'memories' | 'samples' | 'draws' | 'recurrence' | 'sequences'
>

/** Where a training stands: weights here and on the device, and what the last steps left. */
export interface StepView {
  readonly weights: WeightsByLayer
  readonly tensors: ByLayer
  /** Weights one and two steps ago, and the gradient one step ago; null where there was none. */
  readonly before: WeightsByLayer | null
  readonly twoBefore: WeightsByLayer | null
  readonly previousGradients: Layers | null
  readonly facts: () => Omit<OptimizerFacts, 'isFullBatch' | 'batchSize'>
}

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
    const { weights, tensors, before, twoBefore, previousGradients, facts } = standing
    const { constants, giveBack } = lend.to(by)
    const { recipe, batch } = constants
    const { task, model, loss } = recipe
    const kept: Tensor[] = []
    const keeping = <T extends Tensor>(tensor: T): T => {
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
        return { logits: keeping(forward.logits), outcome: { loss: value, accuracy }, gradients }
      })
      return { ...computed, ms: performance.now() - start }
    })
    const tested = lazily(() => {
      const examples = batch.test()
      return tidied(tf, () => {
        const logits = keeping(model.logits(tf, tensors, examples))
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
    const inputs = lazyProperties<LiveInputs>({
      weights: () => weights,
      initialWeights: () => initialWeights,
      updates: () => (before === null ? null : differences(weights, before)),
      previousUpdates: () => (before === null || twoBefore === null ? null : differences(before, twoBefore)),
      gradients: () => pass().gradients,
      previousGradients: () => previousGradients,
      train: () => pass().outcome,
      test: () => tested().outcome,
      predictions: () => ({
        train: predictionsOf(matrixOf(pass().logits), task.train, recipe),
        test: predictionsOf(matrixOf(tested().logits), task.test ?? task.train, recipe),
      }),
      table: () =>
        tableOf(recipe, () => {
          const questions = batch.table()
          return tidied(tf, () => matrixOf(model.logits(tf, tensors, questions)))
        }),
      hidden: () => probed().hidden,
      initialHidden: constants.initialHidden,
      referenceHidden: constants.referenceHidden,
      labels: constants.labels,
      head: (): Head => ({ weight: matrixOfLayer(weights[model.head] as Layer), logits: probed().logits }),
      attention: () => {
        const examples = batch.probe()
        return tidied(tf, () => matricesOf(has(model.attention, 'attention')(tf, tensors, examples)))
      },
      residueWeights: () => tidied(tf, () => matricesOf(has(model.residueWeights, 'weights on residues')(tf, tensors))),
      objective: () =>
        deviceObjective(tf, recipe, {
          weights,
          tensors,
          batch: batch.train,
          gradients: () => pass().gradients,
          keep: keeping,
        }),
      optimizer: () => ({ ...facts(), isFullBatch: true, batchSize: task.train.labels.length }),
      chain: () => constants.chainOf(weights),
      initialChain: constants.initialChain,
      other: constants.other,
      clock: () => ({ elapsedSeconds: (performance.now() - startedAt) / 1000 }),
    })
    const release = () => {
      tf.dispose(kept)
      giveBack()
    }
    return { inputs, pass, release }
  }
  return { take, close: lend.close }
}

function tableOf({ task: { table, train }, loss }: Recipe, logits: () => Table['logits']): Table {
  if (table === null || !('a' in train)) throw runtimeError('The task has no table of questions')
  const { modulus, operation, questions } = table
  const rows = train.a.map((a, i) => a * modulus + (train.b[i] as number))
  const trained = { rows, labels: train.labels }
  return { modulus, operation, logits: logits(), answers: questions.trueLabels, train: trained, loss: loss.kind }
}

/** What a model has, if it has it: its experiment would not offer it otherwise. */
function has<T>(method: T | undefined, what: string): T {
  if (method === undefined) throw runtimeError(`The model has no ${what}`)
  return method
}

/** In float64, where the difference of two float32 numbers is exact. */
function differences(to: Layers, from: Layers): Layers {
  return Object.fromEntries(
    Object.entries(to).map(([layer, { shape, values }]) => {
      const old = (from[layer] as Layer).values
      const moved = new Float64Array(values.length)
      for (let i = 0; i < moved.length; i++) moved[i] = (values[i] as number) - (old[i] as number)
      return [layer, { shape, values: moved }]
    }),
  )
}
