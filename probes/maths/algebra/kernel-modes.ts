import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'

/** A kernel on n examples and targets on them, seen along the kernel's eigenvectors. */
export interface KernelModes {
  /** Eigenvalues of the kernel, descending, [n] */
  readonly values: Float64Array
  /** Σ_c (v_kᵀ y_c)², [n]; their sum is ‖y‖². Equal eigenvalues share theirs evenly: only their sum has a meaning. */
  readonly power: Float64Array
}

/** Of a symmetric, finite kernel [n, n] and targets [n, C]. */
export function kernelModes(kernel: Matrix, targets: Matrix, linalg: LinearAlgebra): KernelModes {
  const { values, vectors } = decomposed(kernel.data, kernel, linalg)
  const along = linalg.product(vectors, targets, { a: true })
  const power = new Float64Array(values.length)
  for (let at = 0; at < along.data.length; at++) {
    const k = Math.floor(at / along.cols)
    power[k] = (power[k] ?? 0) + (along.data[at] ?? 0) ** 2
  }
  return { values, power: sharedEvenly(values, power) }
}

/** Once for all probes that ask of one kernel, and for all steps where it is that of the start. */
const decomposed = oncePerArray((_data: object, kernel: Matrix, linalg: LinearAlgebra) => linalg.eigenSymmetric(kernel))

/** Eigenvalues that differ by less than this, as a share of the largest, are one: float64 does not tell their vectors apart. */
const DEGENERATE = 1e-12

function sharedEvenly(values: Float64Array, power: Float64Array): Float64Array {
  const shared = power.slice()
  const gap = DEGENERATE * Math.abs(values[0] ?? 0)
  for (let from = 0, to = 1; from < values.length; from = to++) {
    while (to < values.length && (values[to - 1] ?? 0) - (values[to] ?? 0) <= gap) to++
    const sum = power.subarray(from, to).reduce((total, value) => total + value, 0)
    shared.fill(sum / (to - from), from, to)
  }
  return shared
}
