import type { Inputs, Layers, Matrices, Predictions } from '#probes/inputs.ts'
import type { Chain, DenseLayer, LossKind } from '#probes/maths/chain/chain.ts'
import { flattened, layersAt } from '#probes/maths/chain/flat.ts'
import { forward, logitsOf } from '#probes/maths/chain/forward.ts'
import { lossOf } from '#probes/maths/chain/loss.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { matrix } from './lab.ts'
import { gaussian } from './random.ts'
import { MODULUS, splits, table, trainRows, trueLabels } from './small-task.ts'

/** Neurons in each hidden layer, unless a training says otherwise. */
const WIDTHS = [56, 54]
/** What most probes draw their conclusions from is consecutive steps: these many are kept of a training. */
const KEPT = 4

export interface Training {
  readonly loss: LossKind
  readonly optimizer: Inputs['optimizer']
  readonly steps: number
  readonly rate: number
  readonly seed: number
  readonly widths?: readonly number[]
}

type Labeled = typeof splits.train

/** All that a step of a run has, on the network and the task. */
export type NetworkInputs = Omit<
  Inputs,
  | 'series'
  | 'attention'
  | 'teacher'
  | 'memories'
  | 'samples'
  | 'draws'
  | 'recurrence'
  | 'sequences'
  | 'twin'
  | 'theory'
  | 'profiles'
>

/**
 * Addition mod 13 in a network of two hidden layers of tanh, trained for a while by gradient descent; a few of the
 * labels are wrong. Everything is in float32, as a run gives it. The last steps, oldest first.
 */
export function trainedSmallNetwork(training: Training, linalg: LinearAlgebra): NetworkInputs[] {
  const { states, chainAt, objectiveAt } = trained(training, linalg)
  const twin = trained({ ...training, seed: training.seed + 500 }, linalg)
  const twinChain = twin.chainAt(twin.states.at(-1) as Float64Array)

  const stateAt = (at: number) => states.at(at) as Float64Array
  const initial = chainAt(states[0] as Float64Array)
  const layersOf = (flat: Float64Array): Layers => layersByName(chainAt(flat).layers)
  return Array.from({ length: KEPT }, (_, i) => {
    const now = i - KEPT
    const chain = chainAt(stateAt(now))
    const objective = objectiveAt(chain)
    const updates = layersOf(less(stateAt(now), stateAt(now - 1)))
    const logits = (examples: Labeled) => logitsOf(chain.layers, examples.inputs, linalg)
    const outcome = (examples: Labeled) => ({
      loss: lossOf(chain.loss, logits(examples), examples.targets),
      accuracy: accuracyOf(logits(examples), examples.labels),
    })
    const predictions = ({ layers }: Chain) => ({
      train: predicted(logitsOf(layers, splits.train.inputs, linalg), splits.train, trueLabels.train),
      test: predicted(logitsOf(layers, splits.test.inputs, linalg), splits.test, trueLabels.test),
    })
    const first = chain.layers[0] as DenseLayer
    const last = chain.layers.at(-1) as DenseLayer
    return {
      weights: layersByName(chain.layers),
      initialWeights: layersByName(initial.layers),
      updates,
      previousUpdates: layersOf(less(stateAt(now - 1), stateAt(now - 2))),
      gradients: layersOf(objective.gradient(stateAt(now))),
      previousGradients: layersOf(objective.gradient(stateAt(now - 1))),
      train: outcome(splits.train),
      test: outcome(splits.test),
      shifted: outcome(splits.probe),
      predictions: predictions(chain),
      table: {
        modulus: MODULUS,
        operation: 'add',
        loss: training.loss,
        logits: logits(table),
        answers: table.labels,
        train: { rows: trainRows, labels: splits.train.labels },
      },
      hidden: hiddenOf(chain, linalg),
      initialHidden: hiddenOf(initial, linalg),
      referenceHidden: hiddenOf(initial, linalg),
      classes: MODULUS,
      labels: splits.probe.labels,
      head: { weight: last.weight, logits: logits(splits.probe) },
      residueWeights: {
        left: residues(first.weight, 0),
        right: residues(first.weight, MODULUS),
      },
      objective,
      optimizer: {
        ...training.optimizer,
        preconditioner:
          training.optimizer.kind === 'adam'
            ? objective.gradient(stateAt(now)).map((slope) => Math.abs(slope) + 1e-3)
            : null,
      },
      chain,
      initialChain: initial,
      other: {
        name: 'twin',
        weights: layersByName(twinChain.layers),
        predictions: predictions(twinChain),
        chain: twinChain,
      },
      clock: { elapsedSeconds: 3 + i },
    }
  })
}

function trained({ loss, steps, rate, seed, widths = WIDTHS }: Training, linalg: LinearAlgebra) {
  const sizes = [2 * MODULUS, ...widths, MODULUS]
  const start = sizes.slice(1).map((out, l): DenseLayer => ({
    name: `w${l + 1}`,
    weight: matrix(gaussian(sizes[l] ?? 0, out, seed + l).map((row) => row.map((w) => w / Math.sqrt(sizes[l] ?? 1)))),
    bias: { name: `b${l + 1}`, values: matrix(gaussian(1, out, seed + 10 + l)).data.map((b) => 0.1 * b) },
    activation: l === sizes.length - 2 ? 'linear' : 'tanh',
  }))
  const chainAt = (flat: Float64Array): Chain => {
    const layers = layersAt(start, flat).map(({ weight, bias, ...rest }) => ({
      ...rest,
      weight: { ...weight, data: Float32Array.from(weight.data) },
      bias: bias && { ...bias, values: Float32Array.from(bias.values) },
    }))
    return { layers, loss, ...splits }
  }
  const objectiveAt = (chain: Chain) => objectiveOf(chain, linalg)
  const states = [flattened(start)]
  const { gradient } = objectiveAt(chainAt(states[0] as Float64Array))
  for (let step = 0; step < steps; step++) {
    const at = states.at(-1) as Float64Array
    const slope = gradient(at)
    states.push(Float64Array.from(Float32Array.from(at, (value, i) => value - rate * (slope[i] ?? 0))))
  }
  return { states, chainAt, objectiveAt }
}

function layersByName(layers: readonly DenseLayer[]): Layers {
  return Object.fromEntries(
    layers.flatMap(({ name, weight, bias }) => [
      [name, { shape: [weight.rows, weight.cols], values: weight.data }],
      ...(bias === null ? [] : [[bias.name, { shape: [weight.cols], values: bias.values }]]),
    ]),
  ) as Layers
}

function hiddenOf({ layers, probe }: Chain, linalg: LinearAlgebra): Matrices {
  const { h } = forward(layers, probe.inputs, linalg)
  return { hidden1: h[1] as Matrix, hidden2: h[2] as Matrix }
}

/** The rows `from` … of the first layer, turned round: one row a neuron. */
function residues({ cols, data }: Matrix, from: number): Matrix {
  const turned = Float32Array.from(
    { length: cols * MODULUS },
    (_, i) => data[(from + (i % MODULUS)) * cols + Math.floor(i / MODULUS)] ?? 0,
  )
  return { rows: cols, cols: MODULUS, data: turned }
}

function predicted(logits: Matrix, { labels }: Labeled, trueLabels: Int32Array): Predictions {
  return { logits, labels: labels, trueLabels }
}

function accuracyOf({ rows, cols, data }: Matrix, labels: Int32Array): number {
  const answers = Array.from({ length: rows }, (_, row) => {
    const logits = data.subarray(row * cols, (row + 1) * cols)
    return logits.indexOf(Math.max(...logits))
  })
  return answers.filter((answer, row) => answer === labels[row]).length / rows
}

function less(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - (b[i] ?? 0))
}
