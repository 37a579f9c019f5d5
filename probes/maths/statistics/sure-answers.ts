import { absent, type Absent } from '#src/vocabulary/index.ts'
import { answersOf } from './answers.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/** The class with the largest logit of every row, or why there is none: next to NaN nothing is largest. */
export function sureAnswers(logits: Matrix): Int32Array | Absent {
  if (logits.rows === 0) return absent('There are no examples')
  return logits.data.some(Number.isNaN) ? absent('The logits hold NaN') : answersOf(logits)
}
