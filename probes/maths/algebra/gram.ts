import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'

/**
 * The columns of a matrix less their means, in its own element type. The first row goes first: rows that are equal
 * then cancel to exact zeros.
 */
export function centeredColumns({ rows, cols, data }: Matrix): Matrix {
  const first = data.slice(0, cols)
  const means = new Float64Array(cols)
  for (let at = 0, row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++)
      means[col] = (means[col] as number) + ((data[at] as number) - (first[col] as number))
  }
  for (let col = 0; col < cols; col++) means[col] = (means[col] as number) / rows
  const centered = data.slice()
  for (let at = 0, row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++, at++)
      centered[at] = (data[at] as number) - (first[col] as number) - (means[col] as number)
  }
  return { rows, cols, data: centered }
}

/** X Xᵀ of the centered columns, [n, n], in the element type of X; computed once for all probes of a step. */
export function centeredGram(activations: Matrix, linalg: LinearAlgebra): Matrix {
  return gramOf(activations.data, activations, linalg)
}

const gramOf = oncePerArray((_data: object, activations: Matrix, linalg: LinearAlgebra) => {
  const centered = centeredColumns(activations)
  return linalg.product(centered, centered, { b: true })
})
