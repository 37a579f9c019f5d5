import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oncePerArray } from '#probes/maths/algebra/once-per-array.ts'

/** The class with the largest logit of every row; of equal logits the first counts. */
export function answersOf(logits: Matrix): Int32Array {
  return answersIn(logits.data, logits)
}

const answersIn = oncePerArray((_data: object, { rows, cols, data }: Matrix) => {
  const answers = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    let best = 0
    for (let k = 1; k < cols; k++) if ((data[row * cols + k] ?? 0) > (data[row * cols + best] ?? 0)) best = k
    answers[row] = best
  }
  return answers
})

/** Share of places where two lists agree, among those that `where` admits; null where it admits none. */
export function agreementOf(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  where: (place: number) => boolean = () => true,
): { share: number; count: number } | null {
  let count = 0
  let equal = 0
  for (let i = 0; i < a.length; i++) {
    if (!where(i)) continue
    count++
    if (a[i] === b[i]) equal++
  }
  return count === 0 ? null : { share: equal / count, count }
}
