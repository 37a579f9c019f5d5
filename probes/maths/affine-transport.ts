import { leastAssignment } from './assignment.ts'
import { centredColumns } from './gram.ts'
import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { sumOfSquares } from './norms.ts'

/** Share of its mean variance that each direction is given on top, so that a covariance of few examples has an inverse. */
const RIDGE = 1e-6

/**
 * How far y is from an affine image of x, between 0 (affine) and 1: W₂(T x, y)/√(2 tr Σ_y), where T is the optimal
 * transport between the normal distributions of x's and y's mean and covariance. Rows are examples of both; null
 * where either does not vary.
 */
export function nonAffineShare(x: Matrix, y: Matrix, linalg: LinearAlgebra): number | null {
  const [a, b] = [centredColumns(x), centredColumns(y)]
  const variance = sumOfSquares(b.data) / b.rows
  if (variance === 0 || sumOfSquares(a.data) === 0) return null
  // Both are centred, which T does as well: it takes mean to mean.
  const moved = linalg.product(a, buresMap(covariance(a, linalg), covariance(b, linalg), linalg))
  return Math.sqrt(squaredWasserstein(moved, b) / (2 * variance))
}

/** The symmetric A with A Σ_x A = Σ_y: Σ_x^−½ (Σ_x^½ Σ_y Σ_x^½)^½ Σ_x^−½. */
function buresMap(x: Matrix, y: Matrix, linalg: LinearAlgebra): Matrix {
  const root = power(x, 0.5, linalg)
  const inverse = power(x, -0.5, linalg)
  const between = linalg.product(linalg.product(root, y), root)
  return linalg.product(linalg.product(inverse, power(between, 0.5, linalg)), inverse)
}

/** A power of a symmetric matrix without negative eigenvalues. */
function power(matrix: Matrix, exponent: number, linalg: LinearAlgebra): Matrix {
  const { values, vectors } = linalg.eigenSymmetric(matrix)
  const powers = values.map((value) => Math.max(value, 0) ** exponent)
  const data = vectors.data.map((value, at) => value * (powers[at % vectors.cols] ?? 0))
  return linalg.product({ ...vectors, data }, vectors, { b: true })
}

function covariance(centred: Matrix, linalg: LinearAlgebra): Matrix {
  const product = linalg.product(centred, centred, { a: true })
  const p = centred.cols
  const ridge = (RIDGE * sumOfSquares(centred.data)) / centred.rows / p
  return { ...product, data: product.data.map((value, at) => value / centred.rows + (at % (p + 1) === 0 ? ridge : 0)) }
}

/** W₂² of two clouds of as many points: the mean squared distance under the best pairing. */
function squaredWasserstein(x: Matrix, y: Matrix): number {
  const n = x.rows
  const costs = Float64Array.from({ length: n * n }, (_, at) => squared(x, Math.floor(at / n), y, at % n))
  const pairs = leastAssignment({ rows: n, cols: n, data: costs })
  return pairs.reduce((sum, j, i) => sum + (costs[i * n + j] ?? NaN), 0) / n
}

/** The squared distance of row i of one and row j of the other. */
function squared(x: Matrix, i: number, y: Matrix, j: number): number {
  let sum = 0
  for (let k = 0; k < x.cols; k++) sum += ((x.data[i * x.cols + k] ?? 0) - (y.data[j * x.cols + k] ?? 0)) ** 2
  return sum
}
