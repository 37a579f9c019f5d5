import type { Tensor2D } from '@tensorflow/tfjs-core'
import {
  oneHot,
  type Pairs,
  type PointExamples,
  type Sequences,
  type Split,
  type ValueExamples,
} from '#trainer/data/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import type { Batch } from './model.ts'

/** Examples as the first layer of a network takes them. */
export interface EnteringBatch extends Batch {
  /** [examples · positions, width], or tokens [examples · positions], int32 */
  readonly entering: Tensor2D
  readonly positions: number
}

/** How examples of one kind come into a network of layers. */
export interface Entrance<S extends Split = Split> {
  readonly batch: (tf: Tf, split: S) => EnteringBatch
}

/** Points of a vector space, each a row. */
export const pointsEnter: Entrance<PointExamples | ValueExamples> = {
  batch: (tf, { inputs, targets, labels = null }) => ({
    size: targets.rows,
    targets: tf.tensor2d(targets.data as Float32Array, [targets.rows, targets.cols]),
    answers: labels,
    entering: tf.tensor2d(inputs.data as Float32Array, [inputs.rows, inputs.cols]),
    positions: 1,
  }),
}

/** Sequences of points: each example is the rows of its positions, one behind the other. */
export function sequencesOfPointsEnter(positions: number): Entrance<PointExamples | ValueExamples> {
  return {
    batch(tf, { inputs: { rows, cols, data }, ...split }) {
      const inputs = { rows: rows * positions, cols: cols / positions, data }
      return { ...pointsEnter.batch(tf, { ...split, inputs } as PointExamples | ValueExamples), positions }
    },
  }
}

/** Gray images: each example is its pixels, row by row, a position each. */
export const pixelsEnter: Entrance<PointExamples> = {
  batch(tf, { inputs: { rows, cols, data }, ...split }) {
    const inputs = { rows: rows * cols, cols: 1, data }
    return { ...pointsEnter.batch(tf, { ...split, inputs }), positions: cols }
  },
}

/** Pairs of residues as two tokens, the first residue and the second. */
export function pairsEnter(modulus: number): Entrance<Pairs> {
  return {
    batch: (tf, { a, b, labels }) => ({
      size: labels.length,
      targets: tf.tensor2d(oneHot(labels, modulus), [labels.length, modulus]),
      answers: labels,
      entering: tokens(
        tf,
        Int32Array.from({ length: 2 * a.length }, (_, i) => (i % 2 === 0 ? a : b)[i >> 1] as number),
      ),
      positions: 2,
    }),
  }
}

/** Sequences of tokens, of which each position has its answer. */
export function tokensEnter(vocabulary: number): Entrance<Sequences> {
  return {
    batch: (tf, { tokens: values, length, labels }) => ({
      size: labels.length,
      targets: tf.tensor2d(oneHot(labels, vocabulary), [labels.length, vocabulary]),
      answers: labels,
      entering: tokens(tf, values),
      positions: length,
    }),
  }
}

/** One token after another, as a layer that reads tokens takes them. */
export function tokens(tf: Tf, values: Int32Array): Tensor2D {
  return tf.tensor1d(values, 'int32') as unknown as Tensor2D
}
