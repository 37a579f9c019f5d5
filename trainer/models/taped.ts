import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Split } from '#trainer/data/index.ts'
import type { ByLayer } from '#trainer/tensors/index.ts'
import type { Batch, Model } from './model.ts'

/** A model without a way back: what it is, and how it computes. */
export type WithoutWayBack<B extends Batch, S extends Split> = Omit<Model<B, S>, 'forward' | 'isTaped'> & {
  /** [batch, width] each, of what probes may look at; none where nothing is said. */
  readonly hidden?: (...of: Parameters<Model<B, S>['logits']>) => ByLayer<Tensor2D>
}

/**
 * A model whose way back nobody wrote: TensorFlow.js records the operations of its logits and goes back through them. That
 * takes a forward pass more. It has no Hessian products, since TensorFlow.js's own second derivatives are wrong without a
 * word: probes that need the objective are refused in runs of it.
 */
export function taped<B extends Batch, S extends Split>(model: WithoutWayBack<B, S>): Model<B, S> {
  const { hidden, ...rest } = model
  return {
    ...rest,
    isTaped: true,
    forward: (tf, weights, batch) => ({
      logits: model.logits(tf, weights, batch),
      get hidden() {
        return hidden?.(tf, weights, batch) ?? {}
      },
      backward(logitGradient) {
        const names = Object.keys(weights)
        const logits = (...tensors: Tensor[]): Tensor =>
          model.logits(tf, Object.fromEntries(names.map((name, i) => [name, tensors[i] as Tensor])), batch)
        const slopes = tf.grads(logits)(
          names.map((name) => weights[name] as Tensor),
          logitGradient,
        )
        return Object.fromEntries(names.map((name, i) => [name, slopes[i] as Tensor]))
      },
    }),
  }
}
