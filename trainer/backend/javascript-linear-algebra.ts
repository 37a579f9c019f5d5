import {
  EigenvalueDecomposition,
  LuDecomposition,
  Matrix as MlMatrix,
  SingularValueDecomposition as MlSvd,
} from 'ml-matrix'
import {
  alike,
  assertDecomposable,
  assertMultipliable,
  assertSolvable,
  assertSymmetric,
  singular,
  type LinearAlgebra,
  type Matrix,
} from './linear-algebra.ts'
import { ofAnySize } from './of-any-size.ts'
import { transposed } from '#probes/maths/algebra/transposed.ts'

/** The decompositions in plain JavaScript and float64, for where native TensorFlow is not to be had. */
export function javascriptLinearAlgebra(): LinearAlgebra {
  const singularValues = (matrix: Matrix): Float64Array => {
    assertDecomposable(matrix)
    return Float64Array.from(new MlSvd(view(matrix), { ...quiet, autoTranspose: true }).diagonal)
  }
  return ofAnySize({
    singularValues,
    svd: (matrix) => {
      assertDecomposable(matrix)
      const { leftSingularVectors, rightSingularVectors, diagonal } = new MlSvd(view(matrix), { autoTranspose: true })
      const s = Float64Array.from(diagonal)
      return {
        u: columns(leftSingularVectors, s.length, matrix),
        s,
        v: columns(rightSingularVectors, s.length, matrix),
      }
    },
    eigenSymmetric: (matrix) => {
      assertSymmetric(matrix)
      const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(view(matrix), {
        assumeSymmetric: true,
      })
      const values = Float64Array.from(realEigenvalues).reverse()
      return { values, vectors: columns(eigenvectorMatrix.flipRows(), values.length, matrix) }
    },
    eigenvaluesSymmetric: (matrix) => {
      assertSymmetric(matrix)
      const { realEigenvalues } = new EigenvalueDecomposition(view(matrix), { assumeSymmetric: true })
      return Float64Array.from(realEigenvalues).reverse()
    },
    product: (a, b, transposes = {}) => {
      assertMultipliable(a, b, transposes)
      const [left, right] = alike(a, b)
      return plainProduct(transposes.a ? transposed(left) : left, transposes.b ? right : transposed(right))
    },
    solve: (a, b) => {
      assertSolvable(a, b)
      const [left, right] = alike(a, b)
      const lu = new LuDecomposition(view(left))
      if (lu.isSingular()) throw singular(a, undefined)
      return columns(lu.solve(view(right)), b.cols, right)
    },
  })
}

const quiet = { computeLeftSingularVectors: false, computeRightSingularVectors: false }

function view({ rows, cols, data }: Matrix): MlMatrix {
  const copy = new MlMatrix(rows, cols)
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) copy.set(row, col, data[row * cols + col]!)
  }
  return copy
}

/** The first `count` columns as plain data, in the element type of the matrix that was decomposed. */
function columns(source: MlMatrix, count: number, like: Matrix): Matrix {
  const { rows } = source
  const data = like.data instanceof Float64Array ? new Float64Array(rows * count) : new Float32Array(rows * count)
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < count; col++) data[row * count + col] = source.get(row, col)
  }
  return { rows, cols: count, data }
}

/** Rows of one times rows of the other, summed in float64, rounded to the factors' element type. */
function plainProduct(a: Matrix, b: Matrix): Matrix {
  const { rows, cols: inner } = a
  const cols = b.rows
  const data = a.data instanceof Float64Array ? new Float64Array(rows * cols) : new Float32Array(rows * cols)
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      let sum = 0
      for (let k = 0; k < inner; k++) sum += a.data[row * inner + k]! * b.data[col * inner + k]!
      data[row * cols + col] = sum
    }
  }
  return { rows, cols, data }
}
