import type { Tensor2D } from '@tensorflow/tfjs-core'
import { CONDITIONS, type ValueExamples } from '#trainer/data/index.ts'
import { even } from '#trainer/layers/index.ts'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'
import type { PointBatch } from './dense-mlp.ts'
import type { Model } from './model.ts'
import { taped } from './taped.ts'

export interface ScoreNetwork {
  /** Of a point. */
  readonly dimensions: number
  readonly width: number
  readonly hiddenLayers: number
}

/**
 * Tells the noise in a point in the midst of diffusion, which it is given with its signal and its noise: dense layers with
 * SiLU, z · sigmoid(z), that begin as PyTorch's do. Its way back is left to the tape.
 */
export function scoreNetwork({ dimensions, width, hiddenLayers }: ScoreNetwork): Model<PointBatch, ValueExamples> {
  const widths = [dimensions + CONDITIONS, ...Array<number>(hiddenLayers).fill(width), dimensions]
  const layers = widths
    .slice(1)
    .map((to, l) => ({ from: widths[l] as number, to, weight: `w${l + 1}`, bias: `b${l + 1}` }))
  const activations = (tf: Tf, weights: ByLayer, { inputs }: PointBatch): Tensor2D[] => {
    const reached = [inputs]
    layers.forEach(({ weight, bias }, l) => {
      const z: Tensor2D = tf.add(tf.matMul(reached[l] as Tensor2D, weights[weight] as Tensor2D), weights[bias] as never)
      reached.push(l === hiddenLayers ? z : tf.mul(z, tf.sigmoid(z)))
    })
    return reached.slice(1)
  }
  return taped({
    head: `w${layers.length}`,
    initialWeights: (stream) =>
      Object.fromEntries(
        layers.flatMap(({ from, to, weight, bias }) => {
          const begins = even(1 / Math.sqrt(from))
          return [
            [weight, begins(stream, [from, to])],
            [bias, begins(stream, [to])],
          ]
        }),
      ),
    batch: (tf, { inputs, targets }) => ({
      size: targets.rows,
      inputs: tf.tensor2d(inputs.data as Float32Array, [inputs.rows, inputs.cols]),
      targets: tf.tensor2d(targets.data as Float32Array, [targets.rows, targets.cols]),
      answers: null,
    }),
    logits: (...of) => activations(...of).at(-1) as Tensor2D,
    hidden: (...of) =>
      Object.fromEntries(
        activations(...of)
          .slice(0, -1)
          .map((reached, l) => [`h${l + 1}`, reached]),
      ),
  })
}
