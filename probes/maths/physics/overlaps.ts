import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { Inputs } from '#probes/inputs.ts'
import { inDouble } from '#probes/maths/algebra/double.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/** Order parameters of student and teacher in a space of N inputs, in float64. */
export interface Overlaps {
  /** W Wᵀ/N, [K, K] */
  readonly q: Matrix
  /** W Bᵀ/N, [K, M] */
  readonly r: Matrix
  /** B Bᵀ/N, [M, M] */
  readonly t: Matrix
}

export function overlapsOf({ student, teacher }: Inputs['teacher'], linalg: LinearAlgebra): Overlaps | Absent {
  if (student.cols !== teacher.cols) {
    return absent(`The student has ${student.cols} inputs and the teacher ${teacher.cols}`)
  }
  const [w, b] = [inDouble(student), inDouble(teacher)]
  const overlap = (left: Matrix, right: Matrix): Matrix => {
    const product = linalg.product(left, right, { b: true })
    return { ...product, data: product.data.map((value) => value / student.cols) }
  }
  return { q: overlap(w, w), r: overlap(w, b), t: overlap(b, b) }
}
