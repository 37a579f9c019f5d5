import type { Matrix } from './linear-algebra.ts'

/** These rows of a matrix, in their order and in its precision. */
export function chosenRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const { cols, data } = matrix
  const chosen =
    data instanceof Float64Array ? new Float64Array(rows.length * cols) : new Float32Array(rows.length * cols)
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number
    chosen.set(data.subarray(row * cols, (row + 1) * cols), place * cols)
  }
  return { ...matrix, rows: rows.length, data: chosen }
}
