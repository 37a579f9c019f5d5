import { leastAssignment } from './assignment.ts'
import { centeredColumns } from '#probes/maths/algebra/gram.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { sumOfSquares } from '#probes/maths/algebra/norms.ts'
import { ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import { scaledColumns } from '#probes/maths/algebra/scaled-columns.ts'

/** Share of its mean variance that each direction is given on top, so that a covariance of few examples has an inverse. */
const RIDGE = 1e-6

/**
 * How far y is from an affine image of x, between 0 (affine) and 1: W₂(T x, y)/√(2 tr Σ_y), where T is the optimal
 * transport between the normal distributions of x's and y's mean and covariance. Rows are examples of both; null
 * where either does not vary.
 */
export function nonAffineShare(x: Matrix, y: Matrix, linalg: LinearAlgebra): number | null {
  const centered = [ordinarySize(centeredColumns(x)).matrix, ordinarySize(centeredColumns(y)).matrix] as const
  const [varianceOfX, variance] = centered.map(({ rows, data }) => sumOfSquares(data) / rows) as [number, number]
  if (varianceOfX === 0 || variance === 0) return null
  const [a, b] = x.cols > 2 * x.rows ? inCommonSpan(...centered, linalg) : centered
  const [ridgeOfX, ridgeOfY] = [(RIDGE * varianceOfX) / x.cols, (RIDGE * variance) / y.cols]
  // Both are centered, which T does as well: it takes mean to mean.
  const moved = linalg.product(a, buresMap(covariance(a, ridgeOfX, linalg), covariance(b, ridgeOfY, linalg), linalg))
  return Math.sqrt(squaredWasserstein(moved, b) / (2 * variance))
}

/**
 * Both in coordinates along the directions that either reaches, 2n at most. Across them both covariances are their
 * ridge alone, T a mere factor, and every example 0: nothing is lost.
 */
function inCommonSpan(x: Matrix, y: Matrix, linalg: LinearAlgebra): [Matrix, Matrix] {
  const data = new Float64Array(x.data.length + y.data.length)
  data.set(x.data)
  data.set(y.data, x.data.length)
  const { u, s } = linalg.svd({ rows: x.rows + y.rows, cols: x.cols, data })
  const both = scaledColumns(u, s)
  const half = x.rows * both.cols
  return [
    { rows: x.rows, cols: both.cols, data: both.data.subarray(0, half) },
    { rows: y.rows, cols: both.cols, data: both.data.subarray(half) },
  ]
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
  return linalg.product(scaledColumns(vectors, powers), vectors, { b: true })
}

function covariance(centered: Matrix, ridge: number, linalg: LinearAlgebra): Matrix {
  const product = linalg.product(centered, centered, { a: true })
  const between = centered.cols + 1
  return { ...product, data: product.data.map((sum, at) => sum / centered.rows + (at % between === 0 ? ridge : 0)) }
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
