import type * as tfjs from '@tensorflow/tfjs-core'
import { crossEntropy } from './cross-entropy.ts'
import { lossOf } from './loss.ts'

const exact = crossEntropy(1)

/**
 * Cross-entropy as the usual frameworks compute it in float32, with all that rounding does to it: a probability near 1 rounds to 1,
 * its loss to 0, and the gradient of its own logit with it (softmax collapse: Prieto et al. 2025, arXiv:2501.04697). `crossEntropy`
 * is the same without that; this one is for whoever studies it.
 */
export const plainCrossEntropy = lossOf({
  kind: exact.kind,
  curvature: exact.curvature,
  divisor: (examples) => examples,
  onDevice(tf, { targets, size }, logits) {
    const behind = tf.sub(logits, tf.max(logits, 1, true))
    const logShares = tf.sub(behind, tf.log(tf.sum(tf.exp(behind), 1, true)))
    return {
      losses: tf.neg(tf.sum(tf.mul(logShares, targets), 1)),
      gradient: () => tf.div(tf.sub(tf.exp(logShares), targets), size) as tfjs.Tensor2D,
    }
  },
})
