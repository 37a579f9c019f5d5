import type * as tfjs from '@tensorflow/tfjs-core'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import { oneHot, type Pairs } from '#trainer/data/index.ts'
import type { Batch } from './model.ts'

/** Pairs as rows to look up: the row of each a and of each b, int32. */
export interface PairBatch extends Batch {
  readonly a: tfjs.Tensor1D
  readonly b: tfjs.Tensor1D
}

/** `rowOfB` is where the table's rows for b begin, if they are not those of a. */
export function pairBatch(tf: Tf, { a, b, labels }: Pairs, classes: number, rowOfB = 0): PairBatch {
  const rows = b.map((residue) => residue + rowOfB)
  return {
    size: labels.length,
    targets: tf.tensor2d(oneHot(labels, classes), [labels.length, classes]),
    answers: labels,
    a: tf.tensor1d(a, 'int32'),
    b: tf.tensor1d(rows, 'int32'),
  }
}

/** Two one-hot vectors side by side, [n, 2 · modulus]: what looking rows up stands for. */
export function pairInputs({ a, b }: Pairs, modulus: number): Matrix {
  const data = new Float32Array(a.length * 2 * modulus)
  a.forEach((residue, row) => (data[row * 2 * modulus + residue] = 1))
  b.forEach((residue, row) => (data[row * 2 * modulus + modulus + residue] = 1))
  return { rows: a.length, cols: 2 * modulus, data }
}
