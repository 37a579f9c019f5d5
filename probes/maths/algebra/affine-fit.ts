import { centeredColumns } from './gram.ts'
import { inDouble } from './double.ts'
import { ordinarySize } from './ordinary-size.ts'
import { timesPowerOfTwo } from './wide.ts'
import type { LinearAlgebra, Matrix } from './linear-algebra.ts'

/** An affine map of rows, y = x · weight + bias. */
export interface AffineMap {
  readonly weight: Matrix
  readonly bias: Float64Array
}

/**
 * The least-squares map from the rows of one matrix to those of another, of least norm where several are as good.
 * Directions in which `from` varies by less than 1e-6 of its largest are taken as constant.
 */
export function affineFit(from: Matrix, to: Matrix, linalg: LinearAlgebra): AffineMap {
  const [x, y] = [inDouble(from), inDouble(to)]
  const { matrix: centered, exponent } = ordinarySize(centeredColumns(x))
  const { values, vectors } = linalg.eigenSymmetric(linalg.product(centered, centered, { a: true }))
  const least = SMALLEST * (values[0] ?? 0)
  const scaled = vectors.data.map((value, at) => {
    const eigenvalue = values[at % vectors.cols] ?? 0
    return eigenvalue > least ? value / eigenvalue : 0
  })
  const cross = linalg.product(centered, centeredColumns(y), { a: true })
  const inverse = linalg.product({ ...vectors, data: scaled }, vectors, { b: true })
  const product = linalg.product(inverse, cross)
  const weight = { ...product, data: product.data.map((value) => timesPowerOfTwo(value, -exponent)) }
  const [meanX, meanY] = [meanRow(x), meanRow(y)]
  const shifted = linalg.product(meanX, weight)
  return { weight, bias: meanY.data.map((value, j) => value - (shifted.data[j] ?? 0)) as Float64Array }
}

export function applied({ weight, bias }: AffineMap, x: Matrix, linalg: LinearAlgebra): Matrix {
  const product = linalg.product(inDouble(x), weight)
  return { ...product, data: product.data.map((value, at) => value + (bias[at % product.cols] ?? 0)) }
}

/** The square of 1e-6, since these are eigenvalues of the Gram matrix. */
const SMALLEST = 1e-12

function meanRow({ rows, cols, data }: Matrix): Matrix {
  const mean = new Float64Array(cols)
  for (let i = 0; i < rows * cols; i++) mean[i % cols] = (mean[i % cols] ?? 0) + (data[i] ?? 0) / rows
  return { rows: 1, cols, data: mean }
}
