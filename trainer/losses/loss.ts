import type * as tfjs from '@tensorflow/tfjs-core'
import type { SplitOutcome } from '#probes/inputs.ts'
import type { LossKind } from '#probes/maths/chain/chain.ts'
import { areLogits } from '#probes/maths/algebra/finite.ts'
import type { Batch } from '#trainer/models/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'

/** A loss judged on logits: its value, and its gradient on request. */
export interface Judgement extends SplitOutcome {
  /** ∂loss/∂logits, [batch, classes] */
  readonly gradient: () => tfjs.Tensor2D
}

export interface Loss {
  readonly kind: LossKind
  readonly judge: (tf: Tf, batch: Batch, logits: tfjs.Tensor2D) => Judgement
  /** ∂²loss/∂logits² · direction, [batch, classes]: what a change of the logits does to the gradient. */
  readonly curvature: (tf: Tf, batch: Batch, logits: tfjs.Tensor2D, direction: tfjs.Tensor2D) => tfjs.Tensor2D
}

/**
 * Share of rows whose largest logit is the label's; NaN where there are no labels. Of equal logits the first counts: a dead network is not right. NaN
 * where a logit is NaN or +∞, next to which nothing is largest; only a loss that is not finite comes of such logits, so
 * that those of any other loss need not be looked through.
 */
export function accuracyOf(tf: Tf, logits: tfjs.Tensor2D, answers: Int32Array | null, loss: number): number {
  if (answers === null) return NaN
  if (!Number.isFinite(loss) && !areLogits(logits.dataSync<'float32'>())) return NaN
  const guesses = tf.argMax(logits, 1).dataSync()
  let right = 0
  for (let i = 0; i < answers.length; i++) if (guesses[i] === answers[i]) right++
  return right / answers.length
}

/** The mean in double precision of values that float32 computed one by one. */
export function meanOf(values: ArrayLike<number>, count = values.length): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return sum / count
}
