import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { usageError, type Need } from '#src/vocabulary/index.ts'
import { outcomeFrom, predictionsFrom, tableFrom } from './answers-from-tensors.ts'
import { OPERATIONS } from '#trainer/data/operations.ts'
import { chainFrom } from './chain-from-tensors.ts'
import type { Given, Source } from './given.ts'
import { activationsIn, headOf, hiddenOf, referenceOf } from './representations-from-tensors.ts'
import { OPTIMIZERS, optimizerOf, otherOf, seriesOf } from './rest-from-tensors.ts'
import { stepBefore } from './steps-before.ts'
import { twinOf } from './twin-from-tensors.ts'
import { assertSameSize, marksIn, profilesOfEach, sharesOfEach, signsIn, stateIn } from './preconditions.ts'
import { nameOf, type TensorName } from './tensor-names.ts'
import {
  asStored,
  assertSameCount,
  has,
  labelsIn,
  matricesIn,
  matrixIn,
  misshapen,
  optional,
  vectorIn,
} from './wanted.ts'
import { alike, difference, gradientsOf, second, weightsOf } from './weights-from-tensors.ts'

/** Where a need comes from when there is no run: what it reads, as data to be shown, and how. */
export interface OfflineNeed<N extends Need = Need> {
  /** Tensors that must be there. Weights are read whatever they are called. */
  readonly tensors: readonly TensorName[]
  /** Tensors that are read if they are there. */
  readonly optional?: readonly TensorName[]
  /** What else it is made of, in words. */
  readonly note?: string
  /** Keys that --set takes besides the probe's own options. */
  readonly facts?: Readonly<Record<string, string>>
  /** Whether a row of files, one a step, gives one value a step. */
  readonly isStepByStep?: true
  readonly read: (given: Given, linalg: LinearAlgebra, probe: Probe) => Inputs[N]
}

const WEIGHTS =
  'all parameters, which are the floating-point tensors unless --weights says otherwise; the network of --model'
const MODEL =
  '--model, and its weights and biases by any names that count (w0, b0, w1, …; 0.weight, 0.bias, …); see --layers'

export const offlineNeeds: { readonly [N in Need]: OfflineNeed<N> } = {
  weights: {
    tensors: [],
    note: WEIGHTS,
    isStepByStep: true,
    read: (given, _, { needs }) => weightsOf(given, given.input, needs.flatMap(namesReadFor).length === 0),
  },
  initialWeights: {
    tensors: [],
    note: '--with: the same tensors at step 0',
    read: (given) => alike(given, given.initial ?? second(given, 'the weights at step 0')),
  },
  updates: {
    tensors: [],
    note: 'the input minus the same tensors of --with, which are those one step before; a checkpoint of a run has them itself',
    isStepByStep: true,
    read: (given, _, probe) => {
      const before = stepBefore(given, 0, 'before', probe) ?? second(given, 'the weights one step before')
      return difference(weightsOf(given, given.input), alike(given, before))
    },
  },
  previousUpdates: {
    tensors: [],
    note: '--with minus a second --with, two steps before; absent where there is only one; a checkpoint of a run has them itself',
    isStepByStep: true,
    read: (given, _, probe) => {
      const before = stepBefore(given, 0, 'before', probe)
      const twoBefore = stepBefore(given, 1, 'two-before', probe)
      if (before === null || twoBefore === null) return null
      return difference(alike(given, before), alike(given, twoBefore))
    },
  },
  gradients: {
    tensors: [],
    note: 'tensors grad.<name>, or all parameters where the weights are not asked for; computed with --model',
    isStepByStep: true,
    read: (given, linalg, probe) => gradientsOf(given, given.input, linalg, probe),
  },
  previousGradients: {
    tensors: [],
    note: 'the same of --with; absent where there is none; a checkpoint of a run has it itself',
    isStepByStep: true,
    read: (given, linalg, probe) => {
      const [before] = given.others
      const isKept = given.input.snapshot?.previousGradients != null
      if (before !== undefined && !isKept) return gradientsOf(given, before, linalg, probe)
      const remembered = stepBefore(given, 0, 'previous-gradients', probe)
      return remembered === null ? null : alike(given, remembered)
    },
  },
  train: {
    tensors: [],
    note: 'logits and labels, or x and y with --model',
    read: (given, linalg) => outcomeFrom(given, 'train', linalg),
  },
  test: {
    tensors: [],
    note: 'testLogits and testLabels, or testX and testY with --model',
    read: (given, linalg) => outcomeFrom(given, 'test', linalg),
  },
  shifted: {
    tensors: [],
    note: 'the test split of the file, of whatever distribution: testLogits and testLabels, or testX and testY with --model',
    read: (given, linalg) => outcomeFrom(given, 'test', linalg),
  },
  predictions: {
    tensors: ['logits', 'labels'],
    optional: ['trueLabels', 'testLogits', 'testLabels', 'testTrueLabels'],
    note: 'computed from x, y, testX and testY with --model',
    read: (given, linalg) => predictionsFrom(given, given.input, linalg),
  },
  table: {
    tensors: ['table'],
    optional: ['train', 'answers', 'labels'],
    facts: { operation: `${OPERATIONS.join(', ')}; add by default` },
    read: (given) => tableFrom(given),
  },
  hidden: {
    tensors: ['x'],
    note: 'the hidden activations h1, h2, … on x with --model',
    isStepByStep: true,
    read: (given, linalg) => hiddenOf(given, given.input, linalg),
  },
  initialHidden: {
    tensors: ['representation'],
    note: 'x of --with where that is given',
    read: (given, linalg) => referenceOf(given, linalg),
  },
  referenceHidden: {
    tensors: ['representation'],
    note: 'x of --with where that is given',
    read: (given, linalg) => referenceOf(given, linalg),
  },
  classes: {
    tensors: [],
    note: 'as many as there are logits; with --model, outputs',
    read: (given) => classesIn(given),
  },
  labels: { tensors: ['labels'], read: ({ input }) => exampleLabels(input) },
  head: { tensors: [], optional: ['w', 'logits'], read: (given, linalg) => headOf(given, linalg) },
  attention: {
    tensors: [],
    note: 'every two-dimensional tensor, [n, positions] for each head, with rows of sum 1',
    read: ({ input }) =>
      sharesOfEach(input, input.snapshot === undefined ? matricesIn(input) : activationsIn(input, 'attention')),
  },
  residueWeights: {
    tensors: ['residues'],
    optional: ['u', 'v', 'outputWeights'],
    note: 'u, v and w where the file has them, otherwise x',
    read: ({ input }) => {
      if (input.snapshot !== undefined) return activationsIn(input, 'residues')
      const named = (['u', 'v', 'outputWeights'] as const).filter((tensor) => has(input, nameOf(tensor)))
      const tensors = named.length > 0 ? named : (['residues'] as const)
      return Object.fromEntries(tensors.map((tensor) => [nameOf(tensor), matrixIn(input, tensor)]))
    },
  },
  objective: {
    tensors: ['x', 'y'],
    note: MODEL,
    read: (given, linalg) => objectiveOf(chainFrom(given, given.input), linalg),
  },
  optimizer: {
    tensors: [],
    optional: ['preconditioner'],
    facts: {
      rate: 'the learning rate',
      optimizer: `${OPTIMIZERS.join(', ')}; gradient-descent by default`,
      momentum: 'momentum, or Adam’s β₁; 0 by default (0.9 for Adam)',
      l2: 'λ of an L2 term in the gradient; 0 by default',
      batch: 'number of examples in one update; all of x by default',
    },
    read: (given) => optimizerOf(given),
  },
  chain: {
    tensors: ['x', 'y'],
    optional: ['testX', 'testY', 'probeX', 'probeY'],
    note: MODEL,
    read: (given) => chainFrom(given, given.input),
  },
  initialChain: {
    tensors: ['x', 'y'],
    note: `${MODEL}; --with: the same weights at step 0`,
    read: (given) => chainFrom(given, given.initial ?? second(given, 'the weights at step 0')),
  },
  other: {
    tensors: [],
    note: '--with: the second network, by weights or by logits',
    read: (given, linalg) => otherOf(given, linalg),
  },
  series: {
    tensors: [],
    optional: ['steps'],
    note: 'a tensor [T] for each option that names a series, with the name of the option or of the series',
    read: (given, _, probe) => seriesOf(given, probe),
  },
  clock: {
    tensors: [],
    note: 'only in a run',
    read: () => {
      throw usageError('The time since a run started is known only in a run; attach the probe to one')
    },
  },
  teacher: {
    tensors: ['student', 'teacher'],
    read: ({ input }) => ({ student: matrixIn(input, 'student'), teacher: matrixIn(input, 'teacher') }),
  },
  memories: {
    tensors: ['patterns', 'state'],
    read: ({ input }) => ({
      patterns: signsIn(input, 'patterns', matrixIn(input, 'patterns')),
      state: stateIn(input, 'state', vectorIn(input, 'state')),
    }),
  },
  samples: {
    tensors: ['generated', 'training'],
    optional: ['heldOut'],
    read: ({ input }) => ({
      generated: matrixIn(input, 'generated'),
      training: matrixIn(input, 'training'),
      heldOut: optional(input, 'heldOut', () => matrixIn(input, 'heldOut')),
    }),
  },
  draws: {
    tensors: ['outputs'],
    read: ({ input }) => {
      if (input.tensors.x?.shape.length !== 1) return matrixIn(input, 'outputs')
      const data = vectorIn(input, 'outputs')
      return { rows: data.length, cols: 1, data }
    },
  },
  recurrence: {
    tensors: ['recurrent'],
    optional: ['h0'],
    read: ({ input }) => recurrenceIn(input),
  },
  sequences: {
    tensors: ['losses'],
    optional: ['correct', 'floor'],
    read: ({ input }) => sequencesIn(input),
  },
  twin: {
    tensors: ['start', 'now', 'perturbed', 'field'],
    facts: {
      strength: 'what the field is multiplied by in the force: −∇L + strength · field',
      temperature: 'of the noise, in units of the loss; for stochastic gradient descent see effective-temperature',
    },
    read: (given) => twinOf(given),
  },
  theory: {
    tensors: ['measured', 'predicted'],
    read: ({ input }) => theoryIn(input),
  },
  profiles: {
    tensors: [],
    note: 'every matrix [n, 3]: place on the axis, measured, theory; or [n, 2] without theory',
    read: ({ input }) => profilesOfEach(input, matricesIn(input)),
  },
}

function recurrenceIn(input: Source): Inputs['recurrence'] {
  const weight = matrixIn(input, 'recurrent')
  const initial = optional(input, 'h0', () => vectorIn(input, 'h0'))
  if (initial !== null && initial.length !== weight.cols) throw misshapen(input, 'h0')
  return { weight, initial }
}

function sequencesIn(input: Source): Inputs['sequences'] {
  const losses = matrixIn(input, 'losses')
  const correct = optional(input, 'correct', () => matrixIn(input, 'correct'))
  if (correct !== null) {
    assertSameSize(input, 'losses', [losses.rows, losses.cols], 'correct', [correct.rows, correct.cols])
    marksIn(input, 'correct', correct.data)
  }
  return { losses, correct, floor: optional(input, 'floor', () => vectorIn(input, 'floor')) }
}

function classesIn(given: Given): number {
  if (given.model !== null) return chainFrom(given, given.input).layers.at(-1)?.weight.cols ?? 0
  return asStored(given.input, has(given.input, 'logits') ? 'logits' : 'testLogits').cols
}

/** A file has no names for them: each is called by its place, from 0. */
function theoryIn(input: Source): Inputs['theory'] {
  const [measured, predicted] = [vectorIn(input, 'measured'), vectorIn(input, 'predicted')]
  if (predicted.length !== measured.length) throw misshapen(input, 'predicted')
  return Object.fromEntries(
    Array.from(measured, (value, at) => [String(at), { measured: value, predicted: predicted[at] as number }]),
  )
}

/** The names of the tensors that one need reads. */
export function namesReadFor(need: Need): string[] {
  const { tensors, optional = [] } = offlineNeeds[need]
  return [...tensors, ...optional].map(nameOf)
}

function exampleLabels(input: Source): Int32Array {
  if (input.snapshot !== undefined) return labelsOfSnapshot(input)
  const name = has(input, 'y') && !has(input, 'labels') ? 'y' : 'labels'
  const labels = labelsIn(input, name)
  if (has(input, 'x')) assertSameCount(input, 'x', input.tensors.x?.shape[0] ?? 0, name, labels.length)
  return labels
}

/** As many as there are rows of activations. */
function labelsOfSnapshot(input: Source): Int32Array {
  const labels = labelsIn(input, 'labels')
  const [layer, activations] = Object.entries(input.snapshot?.hidden ?? {})[0] ?? []
  const rows = activations?.shape[0] ?? labels.length
  if (rows === labels.length) return labels
  throw usageError(`${input.name}: 'hidden.${layer}' has ${rows} examples and 'labels' has ${labels.length}`)
}
