import type { Tensor } from '@tensorflow/tfjs-core'
import { openStream } from '#src/vocabulary/random.ts'
import type { Loss } from '#trainer/losses/loss.ts'
import type { Batch, Model } from '#trainer/models/model.ts'
import type { ByLayer, Tf } from '#trainer/tensors/tensors.ts'

/** Half of a difference: as far as float32 still leaves three digits of the slope. */
const REACH = 4e-3

/**
 * The layers whose gradient is not the slope of the loss: none where a way back is right. Each layer is moved along its
 * gradient, which finds a wrong length, and along a random direction, which finds a wrong direction.
 */
export function wrongSlopes(tf: Tf, model: Model, weights: ByLayer, batch: Batch, loss: Loss): string[] {
  const pass = model.forward(tf, weights, batch)
  const gradients = pass.backward(loss.judge(tf, batch, pass.logits).gradient())
  const stream = openStream(4, 'directions')
  return Object.entries(weights).flatMap(([name, weight]) => {
    const gradient = gradients[name] as Tensor
    if (String(gradient.shape) !== String(weight.shape)) return [name]
    const size = tf.norm(gradient).dataSync()[0] as number
    const random = tf.tensor(
      Float32Array.from({ length: weight.size }, () => stream.normal()),
      weight.shape,
    )
    const isSlope = (direction: Tensor): boolean => {
      const along = tf.div(direction, tf.norm(direction))
      const at = (by: number) => ({ ...weights, [name]: tf.add(weight, tf.mul(along, by)) })
      const lossAt = (by: number) => loss.judge(tf, batch, model.logits(tf, at(by), batch)).loss
      const measured = (lossAt(REACH) - lossAt(-REACH)) / (2 * REACH)
      const claimed = tf.sum(tf.mul(gradient, along)).dataSync()[0] as number
      return Math.abs(measured - claimed) <= 0.02 * Math.max(Math.abs(claimed), size / Math.sqrt(weight.size)) + 4e-5
    }
    return isSlope(random) && (size === 0 || isSlope(gradient)) ? [] : [name]
  })
}
