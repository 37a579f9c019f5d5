import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { Inputs } from '#probes/inputs.ts'
import { inDouble } from '#probes/maths/algebra/double.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { ordinaryTogether } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'

/** Order parameters of student and teacher in a space of N inputs, in float64. */
export interface Overlaps {
  /** W Wᵀ/N, [K, K] */
  readonly q: Matrix
  /** W Bᵀ/N, [K, M] */
  readonly r: Matrix
  /** B Bᵀ/N, [M, M] */
  readonly t: Matrix
}

/** Student and teacher over one power of two where their overlaps would leave the range of numbers. */
export function inOneUnit({ student, teacher }: Inputs['teacher']): {
  readonly teacher: Inputs['teacher']
  readonly exponent: number
} {
  const { lists, exponent } = ordinaryTogether([student.data, teacher.data])
  const [own, other] = lists as [Matrix['data'], Matrix['data']]
  return { teacher: { student: { ...student, data: own }, teacher: { ...teacher, data: other } }, exponent }
}

export function overlapsOf({ student, teacher }: Inputs['teacher'], linalg: LinearAlgebra): Overlaps | Absent {
  if (student.cols !== teacher.cols) {
    return absent(`The student has ${student.cols} inputs and the teacher ${teacher.cols}`)
  }
  // Sums of terms of either sign must not overflow one by one.
  const { teacher: scaled, exponent } = inOneUnit({ student: inDouble(student), teacher: inDouble(teacher) })
  const [w, b] = [scaled.student, scaled.teacher]
  const overlap = (left: Matrix, right: Matrix): Matrix => {
    const product = linalg.product(left, right, { b: true })
    return { ...product, data: product.data.map((value) => timesPowerOfTwo(value / student.cols, 2 * exponent)) }
  }
  return { q: overlap(w, w), r: overlap(w, b), t: overlap(b, b) }
}
