import type { Matrix } from './linear-algebra.ts'

/** matrix · diag(factors), in the matrix's own element type. */
export function scaledColumns(matrix: Matrix, factors: ArrayLike<number>): Matrix {
  const { cols, data } = matrix
  return { ...matrix, data: data.map((value, at) => value * (factors[at % cols] as number)) }
}
