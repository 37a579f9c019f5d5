import { ordinaryNumbers } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'
import type { LinearAlgebra, Matrix } from './linear-algebra.ts'

/**
 * The same algebra for matrices of any size: decompositions square their numbers on the way, and see them divided by a
 * power of two where that would leave the range of numbers. A matrix of ordinary size they see as it is.
 */
export function ofAnySize(linalg: LinearAlgebra): LinearAlgebra {
  return {
    ...linalg,
    singularValues: (given) => {
      const { matrix, exponent } = ordinary(given)
      return times(linalg.singularValues(matrix), exponent)
    },
    svd: (given) => {
      const { matrix, exponent } = ordinary(given)
      const { u, s, v } = linalg.svd(matrix)
      return { u, s: times(s, exponent), v }
    },
    eigenSymmetric: (given) => {
      const { matrix, exponent } = ordinary(given)
      const { values, vectors } = linalg.eigenSymmetric(matrix)
      return { values: times(values, exponent), vectors }
    },
    eigenvaluesSymmetric: (given) => {
      const { matrix, exponent } = ordinary(given)
      return times(linalg.eigenvaluesSymmetric(matrix), exponent)
    },
    solve: (a, b) => {
      const [left, right] = [ordinary(a), ordinary(b)]
      const x = linalg.solve(left.matrix, right.matrix)
      return { ...x, data: times(x.data, right.exponent - left.exponent) }
    },
  }
}

function times<T extends Matrix['data']>(numbers: T, exponent: number): T {
  return exponent === 0 ? numbers : (numbers.map((value) => timesPowerOfTwo(value, exponent)) as T)
}

/** Not remembered by its array, unlike that of a snapshot: who decomposes may write to it afterwards. */
function ordinary(matrix: Matrix): { matrix: Matrix; exponent: number } {
  const { data, exponent } = ordinaryNumbers(matrix.data)
  return { matrix: exponent === 0 ? matrix : { ...matrix, data }, exponent }
}
