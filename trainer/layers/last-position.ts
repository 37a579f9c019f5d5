import type { Tensor2D } from '@tensorflow/tfjs-core'
import { byExample, examplesIn, type NetworkLayer } from './layer.ts'

/** Of each sequence only the last position goes on: where it alone is read, what follows need not be computed for the others. */
export function lastPosition(): NetworkLayer {
  return {
    from: null,
    to: null,
    weights: [],
    through(tf, _weights, x) {
      const [examples, width] = [examplesIn(x), x.rows.shape[1]]
      const before = x.positions - 1
      const last = tf.slice(byExample(tf, x), [0, before, 0], [examples, 1, width])
      return {
        y: { rows: tf.reshape(last, [examples, width]), positions: 1 },
        back(slope) {
          // Behind zeros for the positions that nobody read: [examples, positions · width] row by row.
          const padded = before === 0 ? slope : tf.concat([tf.zeros([examples, before * width]) as Tensor2D, slope], 1)
          return { x: () => tf.reshape(padded, [examples * x.positions, width]), weights: {} }
        },
      }
    },
  }
}
