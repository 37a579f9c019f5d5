import type { LinearAlgebra } from './linear-algebra.ts'
import { addScaled, dot, norm, scale, type Vector } from './vectors.ts'

/** A symmetric matrix that is known by its products only. */
export type Operator = (vector: Float64Array) => Float64Array

/** Orthonormal vectors in whose span the matrix is tridiagonal. */
export interface Krylov {
  readonly basis: readonly Vector[]
  /** Its diagonal, one a basis vector. */
  readonly diagonal: readonly number[]
  /**
   * Its off-diagonal, and last the length of what was left after the last step: 0 where the span is invariant, and its
   * eigenvalues are then eigenvalues of the matrix.
   */
  readonly offDiagonal: readonly number[]
}

/** Eigenvalues of the tridiagonal matrix, descending. */
export interface Ritz {
  readonly values: Float64Array
  /** How far the matrix times each Ritz vector is from value times vector: an eigenvalue lies that near. */
  readonly residuals: Float64Array
  /** The squared first entry of each eigenvector: what the start has of it. They sum to 1. */
  readonly weights: Float64Array
  /** Column k holds the coordinates of the Ritz vector k in the basis; row-major, [steps, steps]. */
  readonly coordinates: Vector
}

/** Beyond so many parameters the basis rests in float32: half the memory, at a rounding that reorthogonalization bears. */
const COARSE_BEYOND = 4_000_000

/**
 * Lanczos' method with full reorthogonalization, twice over: without it, copies of converged eigenvalues come back.
 * `isEnough` is asked after each step and may end it before `steps`; `outside` are unit vectors to stay orthogonal to.
 * Null where a product is not finite.
 */
export function lanczos(
  times: Operator,
  start: Float64Array,
  steps: number,
  {
    isEnough = () => false,
    outside = [],
  }: { isEnough?: (krylov: Krylov) => boolean; outside?: readonly Vector[] } = {},
): Krylov | null {
  const basis: Vector[] = []
  const diagonal: number[] = []
  const offDiagonal: number[] = []
  const work = start.slice()
  for (let pass = 0; pass < 2; pass++) for (const other of outside) addScaled(work, -dot(other, work), other)
  let length = norm(work)
  let largest = 0
  const most = Math.min(steps, start.length - outside.length)
  while (basis.length < most) {
    scale(work, 1 / length)
    basis.push(start.length > COARSE_BEYOND ? Float32Array.from(work) : work.slice())
    work.set(times(work.slice()))
    const curvature = dot(work, basis.at(-1) as Vector)
    if (!Number.isFinite(curvature)) return null
    for (let pass = 0; pass < 2; pass++) {
      for (const others of [outside, basis]) for (const other of others) addScaled(work, -dot(other, work), other)
    }
    length = norm(work)
    largest = Math.max(largest, Math.abs(curvature), length)
    // What is left of an invariant span is rounding, and would be scaled up to noise.
    if (length <= 1e-13 * largest || basis.length === start.length - outside.length) length = 0
    diagonal.push(curvature)
    offDiagonal.push(length)
    if (length === 0 || isEnough({ basis, diagonal, offDiagonal })) break
  }
  return { basis, diagonal, offDiagonal }
}

export function ritzOf(
  { diagonal, offDiagonal }: Pick<Krylov, 'diagonal' | 'offDiagonal'>,
  linalg: LinearAlgebra,
): Ritz {
  const m = diagonal.length
  const data = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    data[i * m + i] = diagonal[i] as number
    if (i + 1 < m) data[i * m + i + 1] = data[(i + 1) * m + i] = offDiagonal[i] as number
  }
  const { values, vectors } = linalg.eigenSymmetric({ rows: m, cols: m, data })
  const first = vectors.data.subarray(0, m)
  const last = vectors.data.subarray((m - 1) * m)
  const left = offDiagonal.at(-1) ?? 0
  return {
    values,
    residuals: Float64Array.from(last, (share) => left * Math.abs(share)),
    weights: Float64Array.from(first, (share) => share * share),
    coordinates: vectors.data,
  }
}

/** The Ritz vector of one column, of unit length. */
export function ritzVector({ basis }: Krylov, { coordinates }: Ritz, column: number): Float64Array {
  const m = basis.length
  const vector = new Float64Array(basis[0]?.length ?? 0)
  basis.forEach((direction, i) => addScaled(vector, coordinates[i * m + column] as number, direction))
  scale(vector, 1 / norm(vector))
  return vector
}
