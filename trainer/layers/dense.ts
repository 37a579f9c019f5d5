import type { Tensor2D } from '@tensorflow/tfjs-core'
import type { NetworkLayer } from './layer.ts'
import { matrix } from './layer.ts'
import type { InitialDraw } from './weights.ts'

export interface Dense {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly begins: InitialDraw
  /** How the biases begin; none where nothing is said. They are called after the layer: `mlp.in.bias`. */
  readonly bias?: InitialDraw
  /** By which the product is multiplied, as parametrizations have it (see `trainer/layers/parametrization.ts`); 1 if nothing is said. */
  readonly multiplier?: number
}

/** Every output a weighted sum of every input: y = multiplier · x W + b. */
export function dense({ name, from, to, begins, bias, multiplier = 1 }: Dense): NetworkLayer {
  const biasName = `${name}.bias`
  return {
    from,
    to,
    weights: [
      { name, shape: [from, to], begins },
      ...(bias === undefined ? [] : [{ name: biasName, shape: [to], begins: bias }]),
    ],
    through(tf, weights, { rows, positions }) {
      const weight = matrix(weights, name)
      const times = (x: Tensor2D): Tensor2D => (multiplier === 1 ? x : tf.mul(x, multiplier))
      const product: Tensor2D = times(tf.matMul(rows, weight))
      return {
        y: { rows: bias === undefined ? product : tf.add(product, weights[biasName] as never), positions },
        back(slope) {
          const scaled = times(slope)
          return {
            x: () => tf.matMul(scaled, weight, false, true),
            weights: {
              [name]: tf.matMul(rows, scaled, true, false),
              ...(bias === undefined ? {} : { [biasName]: tf.sum(slope, 0) }),
            },
          }
        },
      }
    },
  }
}
