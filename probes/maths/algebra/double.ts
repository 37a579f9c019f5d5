import type { Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'

/** The same numbers in float64: a matrix that is in float64 already, as it is. One copy a snapshot. */
export function inDouble(matrix: Matrix): Matrix {
  return matrix.data instanceof Float64Array ? matrix : { ...matrix, data: doubled(matrix.data) }
}

const doubled = oncePerArray((data: Float32Array | Float64Array) => Float64Array.from(data))

/** The relative rounding of numbers of this type: the distance from 1 to the next one. */
export function roundingOf({ data }: Matrix): number {
  return data instanceof Float64Array ? 2 ** -52 : 2 ** -23
}
