import { examplesIn, type NetworkLayer } from './layer.ts'

export interface SideBySide {
  readonly positions: number
  /** Of each position. */
  readonly width: number
}

/** The positions of an example become one row, one behind the other: what follows sees all of them at once. */
export function sideBySide({ positions, width }: SideBySide): NetworkLayer {
  return {
    from: width,
    to: positions * width,
    weights: [],
    through(tf, _weights, x) {
      const examples = examplesIn(x)
      return {
        y: { rows: tf.reshape(x.rows, [examples, positions * width]), positions: 1 },
        back: (slope) => ({ x: () => tf.reshape(slope, [examples * positions, width]), weights: {} }),
      }
    },
  }
}
