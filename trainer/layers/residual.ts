import type { Tensor2D } from '@tensorflow/tfjs-core'
import { inARow } from './in-a-row.ts'
import type { NetworkLayer } from './layer.ts'

export interface Residual {
  readonly branch: readonly NetworkLayer[]
  /** By which the branch is multiplied before it is added; 1 if nothing is said. */
  readonly scale?: number
  /** By which the skip connection is, the μ of signal propagation; 1 if nothing is said. */
  readonly skip?: number
  /** What the sum is shown as; not at all where nothing is said. */
  readonly name?: string
}

/** What comes in, plus what a branch makes of it: y = skip · x + scale · branch(x). */
export function residual({ branch: layers, scale = 1, skip = 1, name }: Residual): NetworkLayer {
  const branch = inARow(layers)
  return {
    from: branch.from,
    to: branch.to,
    weights: branch.weights,
    attends: branch.attends === true,
    through(tf, weights, x) {
      const times = (rows: Tensor2D, factor: number): Tensor2D => (factor === 1 ? rows : tf.mul(rows, factor))
      const passed = branch.through(tf, weights, x)
      const rows = tf.add<Tensor2D>(times(x.rows, skip), times(passed.y.rows, scale))
      const y = { rows, positions: x.positions }
      return {
        ...passed,
        y,
        hidden: { ...passed.hidden, ...(name === undefined ? {} : { [name]: y }) },
        back(slope) {
          const slopes = passed.back(times(slope, scale))
          return { ...slopes, x: () => tf.add<Tensor2D>(times(slope, skip), (slopes.x as () => Tensor2D)()) }
        },
      }
    },
  }
}
