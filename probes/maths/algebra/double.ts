import type { Layer } from '#probes/inputs.ts'
import type { Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'

/** The same numbers in float64, and as uncertain: a matrix that is in float64 already, as it is. One copy a snapshot. */
export function inDouble(matrix: Matrix): Matrix {
  if (matrix.data instanceof Float64Array) return matrix
  return { ...matrix, data: doubled(matrix.data), epsilon: roundingOf(matrix) }
}

/** Numbers in float64, those that are already as they are. */
export function doubledValues(values: Layer['values']): Float64Array {
  return values instanceof Float64Array ? values : doubled(values)
}

const doubled = oncePerArray((data: Float32Array | Float64Array) => Float64Array.from(data))

/**
 * The relative rounding ε of numbers as they were stored: the distance from 1 to the next number of that type. Whoever
 * asks whether something is zero but for rounding asks here, so that a file is judged as the run that wrote it.
 */
export function roundingOf(numbers: Matrix | Layer): number {
  return numbers.epsilon ?? EPSILON['data' in numbers ? typeOf(numbers.data) : typeOf(numbers.values)]
}

/** Of the types that numbers are stored in. */
export const EPSILON = { f64: 2 ** -52, f32: 2 ** -23, f16: 2 ** -10, bf16: 2 ** -7 } as const

const typeOf = (array: Float32Array | Float64Array) => (array instanceof Float64Array ? 'f64' : 'f32')
