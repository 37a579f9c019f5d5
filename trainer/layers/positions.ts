import type { Tensor2D } from '@tensorflow/tfjs-core'
import { asRows, byExample, matrix, type NetworkLayer } from './layer.ts'
import type { InitialDraw } from './weights.ts'

export interface Positions {
  readonly name: string
  /** The longest sequence that there will be. */
  readonly places: number
  readonly width: number
  readonly begins: InitialDraw
}

/** A vector for each place in a sequence, to be learned, added to whatever stands there. */
export function positions({ name, places, width, begins }: Positions): NetworkLayer {
  return {
    from: width,
    to: width,
    weights: [{ name, shape: [places, width], begins }],
    through(tf, weights, x) {
      const table = tf.slice(matrix(weights, name), [0, 0], [x.positions, width])
      return {
        y: { rows: asRows(tf, tf.add(byExample(tf, x), table)), positions: x.positions },
        back(slope) {
          const met = tf.sum(byExample(tf, { rows: slope, positions: x.positions }), 0) as Tensor2D
          const unmet = places - x.positions
          const all = unmet === 0 ? met : tf.concat([met, tf.zeros([unmet, width]) as Tensor2D], 0)
          return { x: () => slope, weights: { [name]: all } }
        },
      }
    },
  }
}
