import type { Tensor2D, TensorContainer } from '@tensorflow/tfjs-core'
import type { Matrices, OtherNetwork, Predictions } from '#probes/inputs.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { OtherSource, SecondNetwork } from '../other-source.ts'
import type { Recipe } from './recipe.ts'
import {
  type ByLayer,
  lazily,
  matricesOf,
  matrixOf,
  openRoutine,
  type Routine,
  type Tf,
  tidied,
  uploaded,
} from '#trainer/tensors/index.ts'
import type { Batch, Model, WeightsByLayer } from '#trainer/models/index.ts'
import { answersTo } from './passes.ts'
import { openBatches, probeExamples, type Batches, type Split } from '#trainer/data/index.ts'

/** What is the same at every step of a run as long as its labels and its loss are. */
export interface RunConstants {
  readonly recipe: Recipe
  readonly seed: number
  readonly batch: Readonly<Record<'train' | 'test' | 'outOfDistribution' | 'probe' | 'table', () => Batch>>
  /** What the updates see. */
  readonly batches: Batches
  /** What each step computes again, each a routine of its own. */
  readonly routines: Readonly<Record<'whole' | 'part' | 'trained' | 'tested' | 'elsewhere', Routine>>
  readonly initialTensors: () => ByLayer
  readonly labels: () => Int32Array
  readonly chainOf: (weights: WeightsByLayer) => Chain
  readonly initialHidden: () => Matrices
  readonly initialChain: () => Chain
  readonly referenceHidden: () => Matrices
  /** Hidden layers of another network on this run's own probe batch. */
  readonly hiddenOfAnother: (source: SecondNetwork) => Matrices
  readonly other: () => OtherNetwork
  /** What another network answers on this run's own examples. */
  readonly otherOf: (source: SecondNetwork) => OtherNetwork
  readonly close: () => void
}

/** Each is computed when it is first asked for, once. */
export function openRunConstants(
  tf: Tf,
  recipe: Recipe,
  seed: number,
  initial: WeightsByLayer,
  source: OtherSource | null,
): RunConstants {
  const { task, model, loss } = recipe
  const batches: Batch[] = []
  const made = (split: Split): Batch => {
    const batch = model.batch(tf, split)
    batches.push(batch)
    return batch
  }
  const test = (): Split => {
    if (task.test === null) throw runtimeError('The task has no test split')
    return task.test
  }
  const outOfDistribution = (): Split => {
    if (task.outOfDistribution === undefined) throw runtimeError('The task has no split out of its distribution')
    return task.outOfDistribution
  }
  const questions = (): Split => {
    if (task.table === null) throw runtimeError('The task is not an operation on pairs of residues')
    return task.table.questions
  }
  const probed = lazily(() => probeExamples(task, seed))
  const examplesOf = (by: Model): Pick<Chain, 'probe' | 'train' | 'test'> => {
    if (by.examples === undefined) throw runtimeError('The model is not a chain of dense layers')
    return {
      probe: by.examples(probed()),
      train: by.examples(task.train),
      test: task.test === null ? null : by.examples(task.test),
    }
  }
  const examples = lazily(() => examplesOf(model))
  const chainOf = (weights: WeightsByLayer): Chain => {
    if (model.chain === undefined) throw runtimeError('The model is not a chain of dense layers')
    return { layers: model.chain(weights), loss: loss.kind, ...examples() }
  }
  const hiddenOf = (by: Model, weights: WeightsByLayer, batch: Batch): Matrices =>
    tidied(tf, () => matricesOf(by.forward(tf, uploaded(tf, weights), batch).hidden))

  const batch = {
    train: lazily(() => made(task.train)),
    test: lazily(() => made(test())),
    outOfDistribution: lazily(() => made(outOfDistribution())),
    probe: lazily(() => made(probed())),
    table: lazily(() => made(questions())),
  }
  const initialHidden = lazily(() => hiddenOf(model, initial, batch.probe()))

  const hiddenOfAnother = ({ model: theirs, weights }: SecondNetwork): Matrices => {
    const theirBatch = theirs.batch(tf, probed())
    const hidden = hiddenOf(theirs, weights, theirBatch)
    tf.dispose(theirBatch as unknown as TensorContainer)
    return hidden
  }
  const kept: ByLayer[] = []
  const initialTensors = lazily(() => {
    const tensors = uploaded(tf, initial)
    kept.push(tensors)
    Object.values(tensors).forEach((tensor) => tf.keep(tensor))
    return tensors
  })
  const theirRoutines = openRoutines(tf)

  const otherOf = ({ name, weights, model: theirs }: SecondNetwork): OtherNetwork => {
    const answers = (split: Split): Predictions => {
      const theirBatch = theirs.batch(tf, split)
      const routine = theirRoutines.of(theirs, split)
      const logits = tidied(tf, () => {
        const asked = { split, batch: theirBatch }
        const at = uploaded(tf, weights)
        return matrixOf(answersTo(tf, routine, { model: theirs }, at, at, asked).logits as Tensor2D)
      })
      tf.dispose(theirBatch as unknown as TensorContainer)
      return predictionsOf(logits, split, recipe)
    }
    const predictions =
      task.test === null || task.isRegression === true ? null : { train: answers(task.train), test: answers(task.test) }
    const chain =
      theirs.chain === undefined || theirs.examples === undefined
        ? null
        : { layers: theirs.chain(weights), loss: loss.kind, ...examplesOf(theirs) }
    return { name, weights, predictions, chain }
  }

  const routines = {
    ...{ whole: openRoutine(tf), part: openRoutine(tf) },
    ...{ trained: openRoutine(tf), tested: openRoutine(tf), elsewhere: openRoutine(tf) },
  }
  return {
    recipe,
    seed,
    batch,
    routines,
    batches: openBatches(task, recipe.batching ?? { kind: 'full' }, seed),
    initialTensors,
    labels: () => labelsOf(probed()).labels,
    chainOf,
    initialHidden,
    initialChain: lazily(() => chainOf(initial)),
    referenceHidden: lazily(() => (source === null ? initialHidden() : hiddenOfAnother(source))),
    hiddenOfAnother,
    other: lazily(() => {
      if (source === null) throw runtimeError('No second network was given')
      return otherOf(source)
    }),
    otherOf,
    close() {
      batches.forEach((one) => tf.dispose(one as unknown as TensorContainer))
      Object.values(routines).forEach((routine) => routine.close())
      theirRoutines.close()
      tf.dispose(kept)
    },
  }
}

/** A routine for each network that is asked, and what it is asked about. */
function openRoutines(tf: Tf) {
  const all = new Map<Model, Map<Split, Routine>>()
  return {
    of(model: Model, split: Split): Routine {
      const own = all.get(model) ?? new Map<Split, Routine>()
      const routine = own.get(split) ?? openRoutine(tf)
      all.set(model, own.set(split, routine))
      return routine
    },
    close: () => all.forEach((own) => own.forEach((routine) => routine.close())),
  }
}

export function predictionsOf(logits: Matrix, split: Split, { loss }: Pick<Recipe, 'loss'>): Predictions {
  const { labels, trueLabels } = labelsOf(split)
  const { temperature } = loss.kind
  return { logits, labels, trueLabels, ...(temperature !== undefined && { temperature }) }
}

function labelsOf({ labels, trueLabels }: Split): Pick<Predictions, 'labels' | 'trueLabels'> {
  if (labels === undefined) throw runtimeError('The task has no classes')
  return { labels, trueLabels }
}
