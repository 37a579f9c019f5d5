import { absent, type Absent } from '#src/vocabulary/index.ts'
import { oncePerArray } from './once-per-array.ts'

type Numbers = Float32Array | Float64Array

/** Whether no number is NaN or an infinity. Looked through once a snapshot, whoever asks. */
export const allFinite = oncePerArray((numbers: Numbers): boolean => {
  for (const number of numbers) if (!Number.isFinite(number)) return false
  return true
})

/** Whether these can be logits: the largest of them is a number. One of −∞ is a class that is masked. */
export const areLogits = oncePerArray((logits: Numbers): boolean => {
  for (const logit of logits) if (!(logit < Infinity)) return false
  return true
})

/** Why nothing is said of numbers that diverged: null where all are finite. `what` is a plural that starts a sentence. */
export function divergenceOf(what: string, numbers: Numbers): Absent | null {
  return allFinite(numbers) ? null : absent(`${what} hold NaN or an infinity`)
}
