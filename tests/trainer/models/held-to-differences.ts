import type { Tensor } from '@tensorflow/tfjs-core'
import { openStream } from '#src/vocabulary/random.ts'
import type { Loss } from '#trainer/losses/loss.ts'
import type { Batch, Model } from '#trainer/models/model.ts'
import type { ByLayer, Tf } from '#trainer/tensors/tensors.ts'

/**
 * The layers whose gradient is not the slope of the loss, each with how far it is from it in units of the gradient: empty
 * where a way back is right. The slope is a difference across a random direction, of which float32 leaves three digits.
 */
export function wrongSlopes(tf: Tf, model: Model, weights: ByLayer, batch: Batch, loss: Loss): Record<string, number> {
  const lossAt = (at: ByLayer) => loss.judge(tf, batch, model.logits(tf, at, batch)).loss
  const pass = model.forward(tf, weights, batch)
  const gradients = pass.backward(loss.judge(tf, batch, pass.logits).gradient())
  const stream = openStream(4, 'directions')
  const wrong: Record<string, number> = {}
  for (const [name, weight] of Object.entries(weights)) {
    const gradient = gradients[name] as Tensor
    if (String(gradient.shape) !== String(weight.shape)) {
      wrong[name] = Infinity
      continue
    }
    const direction = unit(tf, stream.normal.bind(stream), weight)
    const reach = 4e-3
    const at = (by: number) => lossAt({ ...weights, [name]: tf.add(weight, tf.mul(direction, by)) })
    const measured = (at(reach) - at(-reach)) / (2 * reach)
    const claimed = tf.sum(tf.mul(gradient, direction)).dataSync()[0] as number
    const size = tf.norm(gradient).dataSync()[0] as number
    const away = Math.abs(measured - claimed) / (size / Math.sqrt(weight.size))
    if (!(Math.abs(measured - claimed) <= 0.03 * (size / Math.sqrt(weight.size)) + 4e-5)) wrong[name] = away
  }
  return wrong
}

function unit(tf: Tf, normal: () => number, like: Tensor): Tensor {
  const values = Float32Array.from({ length: like.size }, normal)
  const length = Math.hypot(...values)
  return tf.tensor(
    values.map((value) => value / length),
    like.shape,
  )
}
