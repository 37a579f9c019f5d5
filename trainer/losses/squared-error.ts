import type { Reduction } from '#probes/maths/chain/chain.ts'
import { lossOf, type Loss } from './loss.ts'

/**
 * Squared distance to the target, in one of the reductions of the literature (see `Reduction`): rate and curvature mean
 * nothing without it. Each row is summed in float32 and the rows in double precision: no cancellation, and no long
 * float32 sum.
 */
export function squaredError(reduction: Reduction): Loss {
  return lossOf({
    kind: { kind: 'mse', reduction },
    divisor: (examples, logits) => divisorOf(reduction, examples, logits),
    onDevice: (tf, { targets, size }, logits) => ({
      losses: tf.sum(tf.squaredDifference(logits, targets), 1),
      gradient: () => tf.mul(tf.sub(logits, targets), 2 / divisorOf(reduction, size, logits.size)),
    }),
    curvature: (tf, { size }, logits, direction) => tf.mul(direction, 2 / divisorOf(reduction, size, logits.size)),
  })
}

/** By what the sum of all squares is divided. */
function divisorOf(reduction: Reduction, examples: number, outputs: number): number {
  if (reduction === 'mean') return outputs
  if (reduction === 'sum') return 1
  return reduction === 'batch-mean' ? examples : 2 * examples
}
