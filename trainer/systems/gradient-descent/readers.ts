import type { Inputs, Layer, Layers, Table } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { matrixOf as matrixOfLayer } from '#probes/maths/algebra/layers.ts'
import { NEEDS, runtimeError, type Need } from '#src/vocabulary/index.ts'
import type { Recipe } from './recipe.ts'
import type { Task } from '#trainer/data/index.ts'
import { matricesOf, matrixOf, tidied } from '#trainer/tensors/index.ts'
import { generated } from '../diffusion/generated.ts'
import { closedForms, hasClosedForm } from './closed-forms.ts'
import { diffusionOf, tellerOf } from './noise-teller.ts'
import { deviceObjective } from './objective.ts'
import { hasSequences, sequenceOutcome } from './sequence-outcome.ts'
import type { OpenStep } from './open-step.ts'
import { predictionsOf } from './run-constants.ts'

/** How a step serves a need, and for which recipes: those that have what it reads, or all where nothing is said. */
interface Reader<N extends Need> {
  readonly where?: (recipe: Recipe) => boolean
  readonly read: (step: OpenStep) => Inputs[N]
}

const hasTest = ({ task }: Recipe) => task.test !== null
const hasClasses = ({ task }: Recipe) => task.isRegression !== true
const hasDiffusion = ({ task }: Recipe) => task.diffusion !== undefined
const isChain = ({ model }: Recipe) => model.chain !== undefined && model.examples !== undefined

/** A reader on each need that training by gradient descent can serve; what is not here comes from files alone. */
const readers = {
  weights: { read: ({ weights }) => weights },
  initialWeights: { read: ({ initialWeights }) => initialWeights },
  updates: { read: ({ weights, before }) => (before === null ? null : differences(weights, before)) },
  previousUpdates: {
    read: ({ before, twoBefore }) => (before === null || twoBefore === null ? null : differences(before, twoBefore)),
  },
  gradients: { read: ({ pass }) => pass().gradients },
  previousGradients: { read: ({ previousGradients }) => previousGradients },
  train: { read: ({ trained }) => trained().outcome },
  test: { where: hasTest, read: ({ tested }) => tested().outcome },
  shifted: {
    where: ({ task }) => task.outOfDistribution !== undefined,
    read: ({ elsewhere }) => elsewhere().outcome,
  },
  predictions: {
    where: (recipe) => hasTest(recipe) && hasClasses(recipe),
    read({ trained, tested, constants: { recipe } }) {
      const { train, test } = recipe.task
      return {
        train: predictionsOf(matrixOf(trained().logits), train, recipe),
        test: predictionsOf(matrixOf(tested().logits), test ?? train, recipe),
      }
    },
  },
  table: { where: ({ task }) => task.table !== null, read: (step) => tableAt(step) },
  hidden: { read: ({ probed }) => probed().hidden },
  initialHidden: { read: ({ constants }) => constants.initialHidden() },
  referenceHidden: {
    read: ({ constants, twin = null }) =>
      twin !== null && constants.recipe.twin?.isReference === true
        ? constants.hiddenOfAnother(twin())
        : constants.referenceHidden(),
  },
  classes: {
    where: hasClasses,
    read({ trained, constants: { recipe } }) {
      if (!hasClasses(recipe)) throw runtimeError('The task has no classes')
      return trained().logits.shape[1]
    },
  },
  labels: { where: hasClasses, read: ({ constants }) => constants.labels() },
  head: {
    where: ({ model }) => model.head !== undefined,
    read: ({ weights, probed, constants: { recipe } }) => ({
      weight:
        recipe.model.head === null ? null : matrixOfLayer(weights[has(recipe.model.head, 'last matrix')] as Layer),
      logits: probed().logits,
    }),
  },
  sequences: {
    where: ({ task }) => hasSequences(task.test ?? task.train),
    read: ({ trained, tested, constants: { recipe } }) =>
      sequenceOutcome(recipe, recipe.task.test === null ? trained().logits : tested().logits),
  },
  attention: {
    where: ({ model }) => model.attention !== undefined,
    read({ tf, tensors, constants: { recipe, batch } }) {
      const examples = batch.probe()
      return tidied(tf, () => matricesOf(has(recipe.model.attention, 'attention')(tf, tensors, examples)))
    },
  },
  residueWeights: {
    where: ({ model }) => model.residueWeights !== undefined,
    read: ({ tf, tensors, constants: { recipe } }) =>
      tidied(tf, () => matricesOf(has(recipe.model.residueWeights, 'weights on residues')(tf, tensors))),
  },
  objective: {
    where: ({ model }) => model.isTaped !== true,
    read({ tf, weights, tensors, slope, trained, keep, constants: { recipe, batch } }) {
      if (recipe.model.isTaped === true) throw runtimeError('The model has no Hessian products: the tape gives none')
      return deviceObjective(tf, recipe, {
        ...{ weights, tensors, keep, batch: batch.train, gradients: slope },
        loss: () => trained().outcome.loss,
      })
    },
  },
  optimizer: {
    read: ({ facts, step, constants: { batches } }) => ({
      ...facts(),
      isFullBatch: batches.areWhole,
      batchSize: batches.sizeAt(step),
    }),
  },
  chain: { where: isChain, read: ({ constants, weights }) => constants.chainOf(weights) },
  initialChain: { where: isChain, read: ({ constants }) => constants.initialChain() },
  other: { read: ({ constants, twin = null }) => (twin === null ? constants.other() : constants.otherOf(twin())) },
  teacher: {
    where: ({ task, model }) => task.teacher !== undefined && model.units !== undefined,
    read: ({ weights, constants: { recipe } }) => ({
      student: has(recipe.model.units, 'units of a committee')(weights),
      teacher: teacherOf(recipe.task),
    }),
  },
  samples: {
    where: hasDiffusion,
    read: ({ tf, tensors, constants: { recipe, seed } }) =>
      generated(diffusionOf(recipe), tellerOf(tf, recipe, tensors), seed),
  },
  profiles: { where: hasDiffusion, read: ({ returned }) => ({ returned: returned() }) },
  theory: { where: hasClosedForm, read: closedForms },
  clock: { read: ({ elapsedSeconds }) => ({ elapsedSeconds: elapsedSeconds() }) },
} satisfies { readonly [N in Need]?: Reader<N> }

const all = Object.entries<Reader<Need>>(readers)

/** What probes may read of a training, if its recipe has it. */
export type LiveInputs = Pick<Inputs, keyof typeof readers>

type Readings = { readonly [N in keyof LiveInputs]: () => LiveInputs[N] }

/** What every reader finds at a step, for each to be computed when it is read. */
export function readings(step: OpenStep): Readings {
  return Object.fromEntries(all.map(([need, { read }]) => [need, () => read(step)])) as unknown as Readings
}

/** The needs that every training by this recipe serves by itself. It looks at what the recipe has, and computes nothing. */
export function needsServedBy(recipe: Recipe): Need[] {
  const served = all.filter(([, { where }]) => where === undefined || where(recipe))
  const isBrought = (need: Need) =>
    NEEDS[need].broughtBy === 'system' || (need === 'other' && recipe.twin !== undefined)
  return served.map(([need]) => need as Need).filter(isBrought)
}

function tableAt({ tf, tensors, constants: { recipe, batch } }: OpenStep): Table {
  const { task, model, loss } = recipe
  const { table, train } = task
  if (table === null || !('a' in train) || !('a' in table.questions))
    throw runtimeError('The task is not an operation on pairs of residues')
  const { modulus, operation, questions } = table
  const rows = train.a.map((a, i) => a * modulus + (train.b[i] as number))
  const all = batch.table()
  const logits = tidied(tf, () => matrixOf(model.logits(tf, tensors, all)))
  const trained = { rows, labels: train.labels }
  return { modulus, operation, logits, answers: questions.trueLabels, train: trained, loss: loss.kind }
}

function teacherOf({ teacher }: Task): Matrix {
  if (teacher === undefined) throw runtimeError('The task has no teacher')
  return teacher()
}

/** What a model has, if it has it: the need would not be served otherwise. */
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
