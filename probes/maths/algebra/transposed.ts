import type { Matrix } from './linear-algebra.ts'

/** Columns as rows, in a new array of the same precision. */
export function transposed({ rows, cols, data }: Matrix): Matrix {
  const turned = data.slice()
  for (let row = 0; row < rows; row++)
    for (let col = 0; col < cols; col++) turned[col * rows + row] = data[row * cols + col] as number
  return { rows: cols, cols: rows, data: turned }
}
