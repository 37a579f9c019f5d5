import type { Reduction } from '#probes/maths/chain/chain.ts'
import { accuracyOf, meanOf, type Loss } from './loss.ts'

/**
 * Squared distance to the target, in one of the reductions of the literature (see `Reduction`): rate and curvature mean
 * nothing without it. Each row is summed in float32 and the rows in double precision: no cancellation, and no long
 * float32 sum.
 */
export function squaredError(reduction: Reduction): Loss {
  return {
    kind: { kind: 'mse', reduction },
    judge(tf, { targets, answers, size }, logits) {
      const divisor = divisorOf(reduction, size, logits.size)
      const loss = meanOf(tf.sum(tf.squaredDifference(logits, targets), 1).dataSync(), divisor)
      return {
        loss,
        accuracy: accuracyOf(tf, logits, answers, loss),
        gradient: () => tf.mul(tf.sub(logits, targets), 2 / divisor),
      }
    },
    curvature: (tf, { size }, logits, direction) => tf.mul(direction, 2 / divisorOf(reduction, size, logits.size)),
  }
}

/** By what the sum of all squares is divided. */
function divisorOf(reduction: Reduction, examples: number, outputs: number): number {
  if (reduction === 'mean') return outputs
  if (reduction === 'sum') return 1
  return reduction === 'batch-mean' ? examples : 2 * examples
}
