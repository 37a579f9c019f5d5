import type { Tensor } from '@tensorflow/tfjs-core'
import type { ByLayer, Tf } from '#trainer/tensors/tensors.ts'
import type { Pairs } from '#trainer/data/task.ts'

/** The models once more, as one would write them down: slow, general, and open to the tape. */
export type PlainLogits = (tf: Tf, weights: ByLayer, pairs: Pairs) => Tensor

/** One-hot rows times weights, without looking anything up. */
export function plainMlp(modulus: number, activation: (tf: Tf, z: Tensor) => Tensor): PlainLogits {
  return (tf, { w1, w2 }, { a, b }) => {
    const oneHot = (column: Int32Array) => tf.oneHot(tf.tensor1d(column, 'int32'), modulus, 1, 0, 'float32')
    return tf.matMul(activation(tf, tf.matMul(tf.concat([oneHot(a), oneHot(b)], 1), w1!)), w2!)
  }
}

/** Every position attends to those before it, masked; logits at every position, the last kept. */
export function plainTransformer(modulus: number, heads: number): PlainLogits {
  return (tf, w, { a, b }) => {
    const size = a.length
    const width = w.embed!.shape[1]!
    const tokens = Int32Array.from({ length: size * 3 }, (_, i) => [a, b][i % 3]?.[Math.floor(i / 3)] ?? modulus)
    const oneHot = tf.oneHot(tf.tensor1d(tokens, 'int32'), modulus + 1, 1, 0, 'float32')
    const times = (x: Tensor, layer: string) =>
      tf.reshape(tf.matMul(tf.reshape(x, [size * 3, x.shape[2]!]), w[layer]!), [size, 3, w[layer]!.shape[1]!])
    const x = tf.add(tf.reshape(tf.matMul(oneHot, w.embed!), [size, 3, width]), tf.reshape(w.positions!, [1, 3, width]))
    const byHead = (layer: string) =>
      tf.transpose(tf.reshape(times(x, layer), [size, 3, heads, width / heads]), [0, 2, 1, 3])
    const scores = tf.div(tf.matMul(byHead('attn.q'), byHead('attn.k'), false, true), Math.sqrt(width / heads))
    const mask = tf.tensor([0, -1e9, -1e9, 0, 0, -1e9, 0, 0, 0], [1, 1, 3, 3])
    const mixed = tf.matMul(tf.softmax(tf.add(scores, mask)), byHead('attn.v'))
    const together = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [size, 3, width])
    const middle = tf.add(x, times(together, 'attn.o'))
    const out = tf.add(middle, times(tf.relu(times(middle, 'mlp.in')), 'mlp.out'))
    return tf.reshape(tf.slice(times(out, 'unembed'), [0, 2, 0], [size, 1, modulus]), [size, modulus])
  }
}

/** The same on points, layer by layer as one would write it. */
export function plainDense(depth: number, activation: (tf: Tf, z: Tensor) => Tensor) {
  return (tf: Tf, weights: ByLayer, inputs: Tensor): Tensor => {
    let h = inputs
    for (let l = 1; l <= depth; l++) {
      const z = tf.matMul(h, weights[`w${l}`]!)
      const shifted = weights[`b${l}`] === undefined ? z : tf.add(z, weights[`b${l}`]!)
      h = l === depth ? shifted : activation(tf, shifted)
    }
    return h
  }
}

/** The activations by their definitions. */
export const plainActivations = {
  linear: (_tf: Tf, z: Tensor) => z,
  tanh: (tf: Tf, z: Tensor) => tf.tanh(z),
  erf: (tf: Tf, z: Tensor) => tf.erf(z),
  quadratic: (tf: Tf, z: Tensor) => tf.mul(z, z),
  relu: (tf: Tf, z: Tensor) => tf.relu(z),
  gelu: (tf: Tf, z: Tensor) => tf.mul(z, tf.mul(0.5, tf.add(1, tf.erf(tf.div(z, Math.SQRT2))))),
}
