import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { ordinarySize } from './ordinary-size.ts'

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

/**
 * X Xᵀ of the centered columns, [n, n], in the element type of X; computed once for all probes of a step. Where its
 * entries would leave the range of numbers it is that of X over a power of two: who reads it may not depend on its scale.
 */
export function centeredGram(activations: Matrix, linalg: LinearAlgebra): Matrix {
  return gramOf(activations.data, activations, linalg)
}

const gramOf = oncePerArray((_data: object, activations: Matrix, linalg: LinearAlgebra) => {
  const centered = ordinarySize(centeredColumns(activations)).matrix
  return linalg.product(centered, centered, { b: true })
})
