import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { Chain, Examples } from '#probes/maths/chain/chain.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { NamedTensors } from '../system-state.ts'
import { addTo } from './least-squares.ts'

/** A linear teacher with noise, seen at Gaussian points. */
export interface LinearTask {
  readonly dimension: number
  readonly examples: number
  readonly testExamples: number
  /** Standard deviation of what the teacher says, and of the noise on the training targets. */
  readonly signal: number
  readonly noise: number
}

/** One draw of it: points [n, d], what the teacher says, and what is trained on. */
export interface LinearData {
  readonly train: { readonly inputs: Matrix; readonly clean: Float64Array; readonly targets: Float64Array }
  readonly test: { readonly inputs: Matrix; readonly clean: Float64Array }
}

export function drawnTask(of: LinearTask, random: RandomStream): LinearData {
  const { dimension, examples, testExamples, signal, noise } = of
  const teacher = ofLength(normals(dimension, random), signal)
  const [inputs, others] = [examples, testExamples].map((n): Matrix => {
    return { rows: n, cols: dimension, data: normals(n * dimension, random) }
  }) as [Matrix, Matrix]
  const clean = combined(columnsOf(inputs), teacher)
  // Of its own mean square: the direction is what matters, and its length only spreads the draws.
  const errors = ofLength(normals(examples, random), noise * Math.sqrt(examples))
  const targets = clean.map((value, i) => value + errors[i]!)
  return { train: { inputs, clean, targets }, test: { inputs: others, clean: combined(columnsOf(others), teacher) } }
}

/** Weights of random features [d, N], of variance 1/d. */
export function featureWeights(dimension: number, features: number, random: RandomStream): Matrix {
  const data = normals(dimension * features, random)
  const scale = 1 / Math.sqrt(dimension)
  return { rows: dimension, cols: features, data: data.map((value) => scale * value) }
}

/** max(0, x w), a column [n] a feature. */
export function rectified(inputs: Matrix, weights: Matrix): Float64Array[] {
  const own = columnsOf(inputs)
  return columnsOf(weights).map((weight) => combined(own, weight).map((value) => Math.max(0, value)))
}

/** What a readout makes of features: [n]. */
export function combined(columns: readonly Float64Array[], readout: ArrayLike<number>): Float64Array {
  const sum = new Float64Array(columns[0]!.length)
  for (let k = 0; k < readout.length; k++) addTo(sum, columns[k]!, readout[k]!)
  return sum
}

function columnsOf({ rows, cols, data }: Matrix): Float64Array[] {
  return Array.from({ length: cols }, (_, col) =>
    Float64Array.from({ length: rows }, (_, row) => data[row * cols + col]!),
  )
}

export function meanSquare(values: Float64Array, less: Float64Array): number {
  return values.reduce((sum, value, i) => sum + (value - less[i]!) ** 2, 0) / values.length
}

/** Features and readout as a network of two layers. */
export function networkTensors(weights: Matrix, readout: Float64Array): NamedTensors {
  return {
    w1: { shape: [weights.rows, weights.cols], values: weights.data },
    w2: { shape: [readout.length, 1], values: readout },
  }
}

export function chainOf({ w1, w2 }: NamedTensors, { train, test }: LinearData): Chain {
  const matrix = ({ shape, values }: NamedTensors[string]): Matrix => ({
    rows: shape[0]!,
    cols: shape[1]!,
    data: values,
  })
  const examples = (inputs: Matrix, targets: Float64Array): Examples => {
    return { inputs, targets: { rows: targets.length, cols: 1, data: targets }, labels: null }
  }
  const trained = examples(train.inputs, train.targets)
  return {
    layers: [
      { name: 'w1', weight: matrix(w1!), bias: null, activation: 'relu' },
      { name: 'w2', weight: matrix(w2!), bias: null, activation: 'linear' },
    ],
    loss: { kind: 'mse', reduction: 'mean' },
    probe: trained,
    train: trained,
    test: examples(test.inputs, test.clean),
  }
}

function normals(count: number, random: RandomStream): Float64Array {
  return Float64Array.from({ length: count }, () => random.normal())
}

function ofLength(vector: Float64Array, length: number): Float64Array {
  const own = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return vector.map((value) => (value * length) / own)
}
