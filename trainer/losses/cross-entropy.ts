import type * as tfjs from '@tensorflow/tfjs-core'
import type { Tf } from '#trainer/tensors/index.ts'
import { lossOf, type Loss } from './loss.ts'

/**
 * Cross-entropy of the softmax of logits / T, in nats, mean over samples. Both the loss and the gradient are built from
 * the other classes' weight relative to the label's, so that neither rounds to zero where 1 − probability does (at a
 * margin of about 16.6 nats in float32); they end where exp(−margin) itself underflows, past 87.
 */
export function crossEntropy(temperature: number): Loss {
  const cooled = (tf: Tf, logits: tfjs.Tensor) => (temperature === 1 ? logits : tf.div(logits, temperature))
  return lossOf({
    kind: { kind: 'cross-entropy', reduction: 'mean', temperature },
    divisor: (examples) => examples,
    onDevice(tf, { targets, size }, logits) {
      const others = tf.sub(1, targets)
      const margins = cooled(tf, tf.sub(logits, tf.sum(tf.mul(logits, targets), 1, true)))
      // log Σ exp(margin), the label's own margin being 0: the largest is taken out so that nothing overflows, and the
      // label's term enters through log1p so that a small sum of the others survives.
      const top = tf.relu(tf.max(margins, 1, true))
      const weights = tf.mul(tf.exp(tf.sub(margins, top)), others)
      const rest = tf.sum(weights, 1, true)
      const own = tf.exp(tf.neg(top))
      return {
        losses: tf.add(top, tf.log1p(tf.add(rest, tf.sub(own, 1)))),
        gradient: () => {
          // (softmax − target) / T; the label's entry is minus the sum of the others.
          const wrong = tf.div(weights, tf.mul(tf.add(rest, own), size * temperature))
          return tf.sub(wrong, tf.mul(targets, tf.sum(wrong, 1, true))) as tfjs.Tensor2D
        },
      }
    },
    curvature(tf, { size }, logits, direction) {
      // (diag(s) − s sᵀ) · direction / T² for each example. The direction is taken relative to that of the likeliest
      // class, which changes nothing but the rounding: a share that float32 cannot tell from 1 has its exact curvature.
      const likeliest = tf.cast(tf.oneHot(tf.argMax(logits, 1), logits.shape[1]), 'float32')
      const relative = tf.sub(direction, tf.sum(tf.mul(direction, likeliest), 1, true))
      const shares = tf.softmax(cooled(tf, logits))
      const mean = tf.sum(tf.mul(shares, relative), 1, true)
      const scale = 1 / (size * temperature ** 2)
      return tf.mul(tf.mul(shares, tf.sub(relative, mean)), scale) as tfjs.Tensor2D
    },
  })
}
