import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { NetworkLayer } from './layer.ts'
import { constant } from './weights.ts'

export interface LayerNorm {
  readonly name: string
  readonly width: number
  /** Added to the variance; PyTorch's unless another is given. */
  readonly epsilon?: number
}

/** Each row brought to mean 0 and variance 1, then scaled and shifted neuron by neuron (Ba et al. 2016, arXiv:1607.06450). */
export function layerNorm({ name, width, epsilon = 1e-5 }: LayerNorm): NetworkLayer {
  const [gain, shift] = [`${name}.gain`, `${name}.shift`]
  return {
    from: width,
    to: width,
    weights: [
      { name: gain, shape: [width], begins: constant(1) },
      { name: shift, shape: [width], begins: constant(0) },
    ],
    through(tf, weights, { rows, positions }) {
      const meanOf = (x: Tensor) => tf.mul(tf.sum(x, 1, true), 1 / width)
      const centered = tf.sub(rows, meanOf(rows))
      const perDeviation = tf.rsqrt(tf.add(meanOf(tf.square(centered)), epsilon))
      const normal = tf.mul(centered, perDeviation)
      const scale = weights[gain] as Tensor
      return {
        y: { rows: tf.add<Tensor2D>(tf.mul(normal, scale), weights[shift] as Tensor), positions },
        back(slope) {
          const x = (): Tensor2D => {
            const arriving = tf.mul(slope, scale)
            const along = tf.mul(normal, meanOf(tf.mul(arriving, normal)))
            return tf.mul(tf.sub(tf.sub(arriving, meanOf(arriving)), along), perDeviation)
          }
          return {
            x,
            weights: { [gain]: tf.sum(tf.mul(slope, normal), 0), [shift]: tf.sum(slope, 0) },
          }
        },
      }
    },
  }
}
