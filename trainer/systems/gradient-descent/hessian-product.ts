import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Loss } from '#trainer/losses/index.ts'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'
import { type Batch, isMoving, type Model, moving, puttingNothingAside, tfOfRates } from '#trainer/models/index.ts'

/**
 * ∇²L · direction, exact to float32: the gradient of every model, differentiated along the direction as it is computed
 * (Pearlmutter 1994, Neural Computation 6). TensorFlow.js's own second derivatives are wrong without a word. Products
 * with several directions at the same weights and examples share what one of them has put aside.
 */
export function hessianProduct(
  tf: Tf,
  model: Model,
  weights: ByLayer,
  batch: Batch,
  loss: Loss,
  direction: ByLayer,
  putAside = puttingNothingAside(),
): ByLayer {
  const names = Object.keys(weights)
  const inMotion = names.map((name) => [name, moving(weights[name] as Tensor, direction[name] as Tensor)] as const)
  const pass = model.forward(tfOfRates(tf, putAside), Object.fromEntries(inMotion) as unknown as ByLayer, batch)
  const logits: unknown = pass.logits
  if (!isMoving(logits)) throw new TypeError('The logits do not depend on the weights')
  const at = logits.of as Tensor2D
  const slope = putAside(() => loss.judge(tf, batch, at).gradient())
  const gradients = pass.backward(
    moving(slope, loss.curvature(tf, batch, at, logits.rate as Tensor2D)) as unknown as Tensor2D,
  )
  return Object.fromEntries(
    names.map((name) => {
      const gradient: unknown = gradients[name]
      return [name, isMoving(gradient) ? gradient.rate : tf.zerosLike(weights[name] as Tensor)]
    }),
  )
}
