import type { Matrix } from './linear-algebra.ts'

/** Columns as rows, in a new array of the same precision. */
export function transposed(matrix: Matrix): Matrix {
  const { rows, cols, data } = matrix
  const turned = data.slice()
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) turned[col * rows + row] = data[row * cols + col] as number
  return { ...matrix, rows: cols, cols: rows, data: turned }
}
