import type * as tfjs from '@tensorflow/tfjs-core'
import { transposed } from '#probes/maths/algebra/transposed.ts'
import type { ValueExamples } from '#trainer/data/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import { activations, normalWeights, type Weights } from '#trainer/layers/index.ts'
import type { PointBatch } from './dense-mlp.ts'
import type { Model } from './model.ts'

export interface Committee {
  readonly inputs: number
  readonly units: number
  /** Standard deviation of the initial weights; those of a teacher have 1. */
  readonly initialScale: number
}

/** A soft committee (Saad & Solla 1995): the sum of erf(w · x/√(2N)) over units that all count alike. Only w learns. */
export function committee({ inputs, units, initialScale }: Committee): Model<PointBatch, ValueExamples> {
  const { of, back, factor } = activations.erf
  const scale = 1 / Math.sqrt(2 * inputs)
  const fields = (tf: Tf, w: tfjs.Tensor2D, batch: PointBatch) =>
    tf.mul(tf.matMul(batch.inputs, w), scale) as tfjs.Tensor2D
  const model: Model<PointBatch, ValueExamples> = {
    head: null,
    initialWeights: (stream) => ({ w: normalWeights(stream, [inputs, units], initialScale) }),
    batch: (tf, split) => ({
      size: split.targets.rows,
      inputs: tf.tensor2d(split.inputs.data as Float32Array, [split.inputs.rows, split.inputs.cols]),
      targets: tf.tensor2d(split.targets.data as Float32Array, [split.targets.rows, split.targets.cols]),
      answers: null,
    }),
    forward(tf, weights, batch) {
      const z = fields(tf, weights.w as tfjs.Tensor2D, batch)
      const hidden = of(tf, z)
      return {
        logits: tf.sum(hidden, 1, true),
        hidden: { hidden },
        backward(slope) {
          const arriving = tf.mul(back(tf, z, slope), factor * scale) as tfjs.Tensor2D
          return { w: tf.matMul(batch.inputs, arriving, true, false) }
        },
      }
    },
    logits: (tf, weights, batch) => model.forward(tf, weights, batch).logits,
    units: (weights) => {
      const { values } = weights.w as Weights
      return transposed({ rows: inputs, cols: units, data: values })
    },
  }
  return model
}
