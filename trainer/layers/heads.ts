import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Tf } from '#trainer/tensors/index.ts'
import { examplesIn, type Flow } from './layer.ts'

/** Rows taken apart by head: [examples, heads, positions, width / heads]. */
export function byHead(tf: Tf, flow: Flow, heads: number): Tensor {
  const width = flow.rows.shape[1]
  const apart = tf.reshape(flow.rows, [examplesIn(flow), flow.positions, heads, width / heads])
  return tf.transpose(apart, [0, 2, 1, 3])
}

/** The other way: the heads of a position side by side, and the positions of all examples below each other. */
export function fromHeads(tf: Tf, x: Tensor): Tensor2D {
  const [examples, heads, positions, size] = x.shape as [number, number, number, number]
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [examples * positions, heads * size])
}
