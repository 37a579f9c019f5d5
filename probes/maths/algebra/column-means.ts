import type { Matrix } from './linear-algebra.ts'

/** The mean of each column, in float64; null for a matrix without rows. */
export function columnMeans({ rows, cols, data }: Matrix): Float64Array | null {
  if (rows === 0) return null
  const means = new Float64Array(cols)
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) means[col] = (means[col] as number) + (data[row * cols + col] as number)
  }
  return means.map((sum) => sum / rows)
}
