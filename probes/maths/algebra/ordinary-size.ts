import type { Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { largestExponent, timesPowerOfTwo } from './wide.ts'

type Numbers = Float32Array | Float64Array

/** A matrix whose largest entry is of a size at which squares of squares are safe, and 2^exponent, by which it was divided. */
export interface OrdinarySize {
  readonly matrix: Matrix
  readonly exponent: number
}

/** Entries between 2^−100 and 2^100 are ordinary in float64, those between 2^−30 and 2^30 in float32. */
const ORDINARY = { float32: 30, float64: 100 }

/**
 * The same matrix up to a power of two, for what does not depend on its scale or depends on a power of it: dividing by
 * one is exact, and a matrix of ordinary size is given back as it is. Computed once for all probes of a step.
 */
export function ordinarySize(matrix: Matrix): OrdinarySize {
  const { data, exponent } = scaledOf(matrix.data)
  return { matrix: exponent === 0 ? matrix : { ...matrix, data }, exponent }
}

/** The same of a list of numbers, computed afresh. */
export function ordinaryNumbers<T extends Numbers>(data: T): { readonly data: T; readonly exponent: number } {
  const exponent = exponentOf(data, data instanceof Float32Array)
  return { data: exponent === 0 ? data : divided(data, exponent), exponent }
}

/** Several lists in one common unit, since what is computed compares them. */
export function ordinaryTogether<T extends Numbers>(
  lists: readonly T[],
): { readonly lists: readonly T[]; readonly exponent: number } {
  const exponent = exponentOf(
    Float64Array.from(lists, largestOf),
    lists.some((list) => list instanceof Float32Array),
  )
  return { lists: lists.map((list) => (exponent === 0 ? list : divided(list, exponent))), exponent }
}

const scaledOf = oncePerArray((data: Numbers) => ordinaryNumbers(data))

function exponentOf(values: ArrayLike<number>, isCoarse: boolean): number {
  const exponent = largestExponent(values)
  return Math.abs(exponent) <= (isCoarse ? ORDINARY.float32 : ORDINARY.float64) ? 0 : exponent
}

function divided<T extends Numbers>(data: T, exponent: number): T {
  return data.map((value) => timesPowerOfTwo(value, -exponent)) as T
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0))
  return largest
}
