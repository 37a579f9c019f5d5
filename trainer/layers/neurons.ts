import type { Tensor2D } from '@tensorflow/tfjs-core'
import { activations, type ActivationName } from './activation.ts'
import type { NetworkLayer } from './layer.ts'

/** A function on each neuron; what it gives is shown under its name, where it has one. */
export function neurons(activation: ActivationName, name: string | null = null): NetworkLayer {
  const { of, back, factor } = activations[activation]
  return {
    from: null,
    to: null,
    weights: [],
    through(tf, _weights, { rows, positions }) {
      const y = { rows: of(tf, rows), positions }
      return {
        y,
        ...(name === null ? {} : { hidden: { [name]: y } }),
        back(slope) {
          const x = (): Tensor2D => {
            const slopes = back(tf, rows, slope)
            return factor === 1 ? slopes : tf.mul(slopes, factor)
          }
          return { x, weights: {} }
        },
      }
    },
  }
}
