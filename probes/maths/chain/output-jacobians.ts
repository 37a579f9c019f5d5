import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { scaledColumns } from '#probes/maths/algebra/scaled-columns.ts'
import { ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import { lengthOf, squaresOf } from '#probes/maths/algebra/wide.ts'
import { slopes } from './backward.ts'
import { isIdentity, type DenseLayer } from './chain.ts'
import type { Forward } from './forward.ts'

/**
 * ∂f_c/∂z of one layer, for every example i and output c. Down to the first layer that bends, the examples differ by
 * their slopes alone, so that one [C, out] matrix and one [n, out] of slopes (null for ones) say it all; below, each
 * example has its own C rows, row i · C + c.
 */
export type OutputJacobian =
  { readonly common: Matrix; readonly slopes: Matrix | null } | { readonly common: null; readonly rows: Matrix }

/**
 * By layer, all examples and outputs in one product a layer. `outputs`, [C′, C], says which combinations of the logits
 * are meant: the identity for each of them, a row of ones for their sum.
 */
export function outputJacobians(
  layers: readonly DenseLayer[],
  { z }: Pick<Forward, 'z'>,
  outputs: Matrix,
  linalg: LinearAlgebra,
): OutputJacobian[] {
  const found: OutputJacobian[] = []
  let arriving: OutputJacobian = { common: outputs, slopes: null }
  for (let l = layers.length - 1; l >= 0; l--) {
    const layer = layers[l] as DenseLayer
    const own: OutputJacobian = isIdentity(layer) ? arriving : bent(arriving, slopes(layer, z[l] as Matrix))
    found.unshift(own)
    if (l === 0) break
    const below = (matrix: Matrix) => linalg.product(matrix, layer.weight, { b: true })
    arriving =
      own.common !== null && own.slopes === null
        ? { common: below(own.common), slopes: null }
        : { common: null, rows: below(rowsOf(own, (z[l] as Matrix).rows)) }
  }
  return found
}

/** Each example's own C rows, [n · C, out]. */
export function rowsOf(jacobian: OutputJacobian, n: number): Matrix {
  if (jacobian.common === null) return jacobian.rows
  const repeated = tiled(jacobian.common, n)
  return jacobian.slopes === null ? repeated : timesSlopes(repeated, jacobian.slopes)
}

/** Σ_c ∂f_c/∂z_i · ∂f_c/∂z_j, [n, n], over 2^exponent, which is 1 but where it would leave the range of numbers. */
export function jacobianGram(
  jacobian: OutputJacobian,
  n: number,
  linalg: LinearAlgebra,
): { readonly matrix: Matrix; readonly exponent: number } {
  const gramOf = (rows: Matrix) => {
    const { matrix, exponent } = ordinarySize(rows)
    return { matrix: linalg.product(matrix, matrix, { b: true }), exponent: 2 * exponent }
  }
  if (jacobian.common === null) {
    const { rows, cols, data } = jacobian.rows
    return gramOf({ rows: n, cols: (rows / n) * cols, data })
  }
  const lengths = columnLengths(jacobian.common)
  if (jacobian.slopes === null) {
    const { value, exponent } = squaresOf(lengths)
    return { matrix: { rows: n, cols: n, data: new Float64Array(n * n).fill(value) }, exponent }
  }
  return gramOf(scaledColumns(jacobian.slopes, lengths))
}

/** `count` copies of a matrix, one below the other. */
export function tiled({ rows, cols, data }: Matrix, count: number): Matrix {
  const copies = new Float64Array(count * rows * cols)
  for (let i = 0; i < count; i++) copies.set(data, i * rows * cols)
  return { rows: count * rows, cols, data: copies }
}

/** Each row times the slopes of its example; an example has as many rows as every other. */
export function timesSlopes({ rows, cols, data }: Matrix, slope: Matrix): Matrix {
  const each = rows / slope.rows
  const product = new Float64Array(data.length)
  for (let row = 0; row < rows; row++) {
    const example = Math.floor(row / each) * cols
    for (let col = 0; col < cols; col++) {
      product[row * cols + col] = (data[row * cols + col] ?? 0) * (slope.data[example + col] ?? 0)
    }
  }
  return { rows, cols, data: product }
}

function bent(jacobian: OutputJacobian, slope: Matrix): OutputJacobian {
  if (jacobian.common === null) return { common: null, rows: timesSlopes(jacobian.rows, slope) }
  return { common: jacobian.common, slopes: slope }
}

function columnLengths({ rows, cols, data }: Matrix): Float64Array {
  const column = (col: number) => Float64Array.from({ length: rows }, (_, row) => data[row * cols + col] ?? 0)
  return Float64Array.from({ length: cols }, (_, col) => lengthOf(column(col)))
}

/** The identity, [size, size] */
export function identity(size: number): Matrix {
  const data = new Float64Array(size * size)
  for (let i = 0; i < size; i++) data[i * size + i] = 1
  return { rows: size, cols: size, data }
}
