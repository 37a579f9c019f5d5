import type { Tensor2D } from '@tensorflow/tfjs-core'
import { openStream } from '#src/vocabulary/random.ts'
import { activations, type ActivationName } from './activation.ts'
import type { NetworkLayer } from './layer.ts'
import { normalWeights } from './weights.ts'

export interface RandomFeatures {
  /** Under which they are shown; a part of the name of their stream, so that two layers differ. */
  readonly name: string
  readonly from: number
  readonly to: number
  readonly activation: ActivationName
  /** Of the weights. */
  readonly deviation: number
  readonly seed: number
}

/** Neurons whose weights are drawn once and never learned, φ(x W): not weights of the network, but a part of what it is. */
export function randomFeatures({ name, from, to, activation, deviation, seed }: RandomFeatures): NetworkLayer {
  const { values } = normalWeights(openStream(seed, `features of ${name}`), [from, to], deviation)
  const { of, back, factor } = activations[activation]
  return {
    from,
    to,
    weights: [],
    through(tf, _weights, { rows, positions }) {
      const fixed = tf.tensor2d(values, [from, to])
      const sums: Tensor2D = tf.matMul(rows, fixed)
      const y = { rows: of(tf, sums), positions }
      return {
        y,
        hidden: { [name]: y },
        back(slope) {
          const x = (): Tensor2D => {
            const bent = back(tf, sums, slope)
            return tf.matMul(factor === 1 ? bent : tf.mul<Tensor2D>(bent, factor), fixed, false, true)
          }
          return { x, weights: {} }
        },
      }
    },
  }
}
