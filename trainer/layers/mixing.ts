import type { Tensor } from '@tensorflow/tfjs-core'
import type { Tf } from '#trainer/tensors/index.ts'

/** How the scores between positions become shares of attention. */
export interface Mixing {
  /** Of scores and shares both [examples, heads, positions, positions]. */
  readonly shares: (tf: Tf, scores: Tensor) => Shares
}

interface Shares {
  readonly of: Tensor
  /** From ∂loss/∂shares to ∂loss/∂scores. */
  readonly back: (slope: Tensor) => Tensor
}

/** Shares of sum 1 over what a position may see: itself and those before it. */
export const softmaxMixing: Mixing = {
  shares(tf, scores) {
    const of = tf.softmax(tf.add(scores, triangle(tf, scores.shape[3] as number, 0, -1e9)))
    return { of, back: (slope) => tf.mul(of, tf.sub(slope, tf.sum(tf.mul(of, slope), 3, true))) }
  },
}

/** The scores as they are, over the number of positions that are seen: linear attention. */
export const linearMixing: Mixing = {
  shares(tf, scores) {
    const length = scores.shape[3] as number
    const seen = tf.mul(triangle(tf, length, 1, 0), perPositionSeen(tf, length))
    return { of: tf.mul(scores, seen), back: (slope) => tf.mul(slope, seen) }
  },
}

/** One number on and below the diagonal, another above it. */
function triangle(tf: Tf, length: number, seen: number, unseen: number): Tensor {
  const at = (_: unknown, i: number) => (i % length <= Math.floor(i / length) ? seen : unseen)
  return tf.tensor2d(Float32Array.from({ length: length * length }, at), [length, length])
}

function perPositionSeen(tf: Tf, length: number): Tensor {
  return tf.tensor2d(
    Float32Array.from({ length }, (_, i) => 1 / (i + 1)),
    [length, 1],
  )
}
