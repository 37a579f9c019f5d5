import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import { byExample, examplesIn, matrix, type NetworkLayer } from './layer.ts'
import type { InitialDraw } from './weights.ts'

export interface ContextAttention {
  /** Of its one matrix Γ, [inputs, inputs]. */
  readonly name: string
  /** Columns of a row that are asked; the one behind them is the answer. */
  readonly inputs: number
  readonly mixing: 'linear' | 'softmax'
  readonly begins: InitialDraw
}

/**
 * One head of attention reduced to what regression in context needs (von Oswald et al. 2023, arXiv:2212.07677): the last
 * position asks, and gets the answers of those before it, weighed by xᵀ Γ xᵢ. With linear weights, over the number of
 * answers, that is one step of gradient descent from 0, preconditioned by Γ.
 */
export function contextAttention({ name, inputs, mixing, begins }: ContextAttention): NetworkLayer {
  return {
    from: inputs + 1,
    to: 1,
    weights: [{ name, shape: [inputs, inputs], begins }],
    through(tf, weights, x) {
      const [examples, shots] = [examplesIn(x), x.positions - 1]
      const all = byExample(tf, x)
      const part = (from: number[], size: number[]): Tensor => tf.slice(all, from, size)
      const known = part([0, 0, 0], [examples, shots, inputs])
      const answers = part([0, 0, inputs], [examples, shots, 1])
      const asked = tf.reshape(part([0, shots, 0], [examples, 1, inputs]), [examples, inputs]) as Tensor2D
      const query = tf.reshape(tf.matMul(asked, matrix(weights, name)), [examples, 1, inputs])
      const scores = tf.matMul(query, known, false, true)
      const shares = mixing === 'softmax' ? tf.softmax(scores) : tf.mul(scores, 1 / shots)
      return {
        y: { rows: tf.reshape(tf.matMul(shares, answers), [examples, 1]), positions: 1 },
        back(slope) {
          const toShares = tf.mul(tf.reshape(slope, [examples, 1, 1]), tf.reshape(answers, [examples, 1, shots]))
          const toScores =
            mixing === 'softmax'
              ? tf.mul(shares, tf.sub(toShares, tf.sum(tf.mul(shares, toShares), 2, true)))
              : tf.mul(toShares, 1 / shots)
          const toQuery = tf.reshape(tf.matMul(toScores, known), [examples, inputs]) as Tensor2D
          return { x: null, weights: { [name]: tf.matMul(asked, toQuery, true, false) } }
        },
      }
    },
  }
}
