import { absent, type Absent } from '#src/vocabulary/index.ts'
import { areLogits } from '#probes/maths/algebra/finite.ts'
import { answersOf } from './answers.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/**
 * The class with the largest logit of every row, or why there is none: next to NaN nothing is largest, and an infinity
 * is what an overflow left. A logit of −∞ is a class that is masked.
 */
export function sureAnswers(logits: Matrix): Int32Array | Absent {
  if (logits.rows === 0) return absent('There are no examples')
  if (areLogits(logits.data)) return answersOf(logits)
  return absent(`The logits hold ${logits.data.some(Number.isNaN) ? 'NaN' : 'an infinity'}`)
}
