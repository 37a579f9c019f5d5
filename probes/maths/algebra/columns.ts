import type { Matrix } from './linear-algebra.ts'

/** Every column in float64, as copies. */
export function columnsOf({ rows, cols, data }: Matrix): Float64Array[] {
  return Array.from({ length: cols }, (_, col) =>
    Float64Array.from({ length: rows }, (_, row) => data[row * cols + col] ?? NaN),
  )
}
