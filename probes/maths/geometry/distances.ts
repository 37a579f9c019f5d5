import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oncePerArray } from '#probes/maths/algebra/once-per-array.ts'
import { quantile } from '#probes/maths/statistics/quantile.ts'

/**
 * ‖x_i − x_j‖² between all rows, [n, n], computed once for all probes of a step. Summed from the differences: by way of
 * a Gram matrix the digits of close neighbors cancel, and equal rows would not be at distance 0.
 */
export function squaredDistances(x: Matrix): Float64Array {
  return distancesOf(x.data, x)
}

const distancesOf = oncePerArray((data: Float32Array | Float64Array, { rows, cols }: Matrix) => {
  const squared = new Float64Array(rows * rows)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0
      for (let a = i * cols, b = j * cols, end = a + cols; a < end; a++, b++) {
        const difference = (data[a] as number) - (data[b] as number)
        sum += difference * difference
      }
      squared[i * rows + j] = squared[j * rows + i] = sum
    }
  }
  return squared
})

/** The entries above the diagonal of a symmetric [n, n] matrix, row by row. */
export function upperTriangle(symmetric: Float64Array, n: number): Float64Array {
  const upper = new Float64Array((n * (n - 1)) / 2)
  for (let i = 0, at = 0; i < n; i++) for (let j = i + 1; j < n; j++, at++) upper[at] = symmetric[i * n + j] ?? 0
  return upper
}

/** The median distance between two different examples. */
export function medianDistance(squared: Float64Array, n: number): number {
  return quantile(
    upperTriangle(squared, n)
      .map((value) => Math.sqrt(value))
      .sort(),
    0.5,
  )
}

/** The rows and columns of an [n, n] matrix that are named, in their order. */
export function among(symmetric: Float64Array, n: number, chosen: readonly number[]): Float64Array {
  const block = new Float64Array(chosen.length ** 2)
  let at = 0
  for (const i of chosen) for (const j of chosen) block[at++] = symmetric[i * n + j] ?? 0
  return block
}

/** One of each: the examples that equal none before them, by their distances. */
export function distinct(squared: Float64Array, n: number): number[] {
  const kept: number[] = []
  for (let i = 0; i < n; i++) if (kept.every((j) => squared[i * n + j] !== 0)) kept.push(i)
  return kept
}

/** The k nearest others of each of n examples, [n, k], the nearest first; of equally near ones the first counts. */
export function nearest(squared: Float64Array, n: number, k: number): Int32Array {
  const neighbors = new Int32Array(n * k)
  for (let i = 0; i < n; i++) {
    const row = squared.subarray(i * n, (i + 1) * n)
    const others = Array.from(row.keys()).filter((j) => j !== i)
    others.sort((a, b) => (row[a] ?? 0) - (row[b] ?? 0) || a - b)
    neighbors.set(others.slice(0, k), i * k)
  }
  return neighbors
}

/**
 * Squared distances of each different example to its k nearest others, the nearest first, [kept, k]; of examples that
 * are equal only the first is kept, so that no distance is 0. Empty where there are fewer than k others.
 */
export function neighborDistances(x: Matrix, k: number): { readonly kept: number; readonly squared: Float64Array } {
  const all = squaredDistances(x)
  const examples = distinct(all, x.rows)
  const kept = examples.length
  if (kept <= k) return { kept, squared: new Float64Array() }
  const own = among(all, x.rows, examples)
  const squared = new Float64Array(kept * k)
  nearest(own, kept, k).forEach((j, at) => (squared[at] = own[Math.floor(at / k) * kept + j] ?? NaN))
  return { kept, squared }
}
