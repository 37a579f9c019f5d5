import type { Matrix } from './linear-algebra.ts'

/** One row in float64, as a copy. */
export function rowOf({ cols, data }: Matrix, row: number): Float64Array {
  return Float64Array.from(data.subarray(row * cols, (row + 1) * cols))
}
