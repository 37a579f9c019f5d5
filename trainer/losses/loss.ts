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

/** What is judged where the backend computes; nothing of it has been read. */
export interface OnDevice {
  /** Of each example. */
  readonly losses: tfjs.Tensor
  /** ∂loss/∂logits, [batch, classes] */
  readonly gradient: () => tfjs.Tensor2D
}

/** How a loss is computed. */
interface Judge {
  readonly kind: LossKind
  readonly onDevice: (tf: Tf, batch: Batch, logits: tfjs.Tensor2D) => OnDevice
  /** By what the sum of the losses of the examples is divided, given how many logits there are. */
  readonly divisor: (examples: number, logits: number) => number
  /** ∂²loss/∂logits² · direction, [batch, classes]: what a change of the logits does to the gradient. */
  readonly curvature: (tf: Tf, batch: Batch, logits: tfjs.Tensor2D, direction: tfjs.Tensor2D) => tfjs.Tensor2D
}

export interface Loss extends Pick<Judge, 'kind' | 'onDevice' | 'curvature'> {
  /** Loss and accuracy, from what the device has found. */
  readonly outcome: (batch: Batch, found: Found) => SplitOutcome
  readonly judge: (tf: Tf, batch: Batch, logits: tfjs.Tensor2D) => Judgement
}

export interface Found {
  readonly logits: tfjs.Tensor2D
  readonly losses: tfjs.Tensor
  /** See `guessesOf`; left out where there are no labels. */
  readonly guesses?: tfjs.Tensor | undefined
}

export function lossOf({ kind, onDevice, divisor, curvature }: Judge): Loss {
  const outcome: Loss['outcome'] = ({ answers, size }, { logits, losses, guesses }) => {
    const loss = meanOf(losses.dataSync(), divisor(size, logits.size))
    return { loss, accuracy: accuracyOf(logits, guesses, answers, loss) }
  }
  return {
    kind,
    onDevice,
    curvature,
    outcome,
    judge(tf, batch, logits) {
      const { losses, gradient } = onDevice(tf, batch, logits)
      return { ...outcome(batch, { logits, losses, guesses: guessesOf(tf, batch, logits) }), gradient }
    },
  }
}

/** The place of the largest logit in each row, of equal ones the first: a dead network is not right. Without labels, nothing. */
export function guessesOf(tf: Tf, { answers }: Batch, logits: tfjs.Tensor2D): tfjs.Tensor | undefined {
  return answers === null ? undefined : tf.argMax(logits, 1)
}

/**
 * Share of rows that guess their label; NaN where there are none, and where a logit is NaN or +∞, next to which nothing is
 * largest: only a loss that is not finite comes of such logits, so that those of any other loss need not be looked through.
 */
function accuracyOf(
  logits: tfjs.Tensor2D,
  guesses: tfjs.Tensor | undefined,
  answers: Int32Array | null,
  loss: number,
): number {
  if (answers === null || guesses === undefined) return NaN
  if (!Number.isFinite(loss) && !areLogits(logits.dataSync<'float32'>())) return NaN
  const guessed = guesses.dataSync()
  let right = 0
  for (let i = 0; i < answers.length; i++) if (guessed[i] === answers[i]) right++
  return right / answers.length
}

/** The mean in double precision of values that float32 computed one by one. */
function meanOf(values: ArrayLike<number>, count: number): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return sum / count
}
