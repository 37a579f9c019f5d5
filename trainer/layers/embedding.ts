import type { Tensor1D } from '@tensorflow/tfjs-core'
import { matrix, type NetworkLayer } from './layer.ts'
import type { InitialDraw } from './weights.ts'

export interface Embedding {
  readonly name: string
  /** How many different tokens there are. */
  readonly tokens: number
  readonly width: number
  readonly begins: InitialDraw
}

/** A vector for each token, to be learned: the row of a table. The first layer of whatever reads tokens. */
export function embedding({ name, tokens, width, begins }: Embedding): NetworkLayer {
  return {
    from: 'tokens',
    to: width,
    weights: [{ name, shape: [tokens, width], begins }],
    through(tf, weights, { rows, positions }) {
      const read = rows as unknown as Tensor1D
      return {
        y: { rows: tf.gather(matrix(weights, name), read), positions },
        back: (slope) => ({ x: null, weights: { [name]: tf.unsortedSegmentSum(slope, read, tokens) } }),
      }
    },
  }
}
