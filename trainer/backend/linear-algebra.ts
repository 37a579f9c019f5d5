import type { LinearAlgebra as Decompositions, Matrix, Transposes } from '#probes/maths/algebra/linear-algebra.ts'

export type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/**
 * The decompositions that TensorFlow.js lacks.
 * Float32Array in is computed in float32 on native and in float64 on WebAssembly; Float64Array in is float64 on both.
 * Vectors come back in the element type of the input. NaN, infinities and wrong sizes throw before anything is computed.
 */
export type LinearAlgebra = Decompositions

/** Throws unless this is a non-empty matrix of finite numbers. A decomposition of NaN may otherwise never end. */
export function assertDecomposable({ rows, cols, data }: Matrix): void {
  if (!(rows > 0 && cols > 0 && Number.isInteger(rows) && Number.isInteger(cols))) {
    throw new RangeError(`A matrix of ${rows} × ${cols} cannot be decomposed; give it at least one row and one column`)
  }
  if (data.length !== rows * cols) {
    throw new RangeError(`A matrix of ${rows} × ${cols} needs ${rows * cols} numbers, got ${data.length}`)
  }
  const index = data.findIndex((value) => !Number.isFinite(value))
  if (index >= 0)
    throw notFinite(rows, cols, `${data[index]} at row ${Math.floor(index / cols)}, column ${index % cols}`)
}

function notFinite(rows: number, cols: number, what: string): RangeError {
  return new RangeError(
    `A matrix of ${rows} × ${cols} cannot be decomposed: it holds ${what}; the run has probably diverged`,
  )
}

/** Throws unless the matrix is square and symmetric to the rounding of float32 sums. */
export function assertSymmetric(matrix: Matrix): void {
  assertDecomposable(matrix)
  const { rows, cols, data } = matrix
  if (rows !== cols) throw new RangeError(`eigenSymmetric needs a square matrix, got ${rows} × ${cols}`)
  let largest = 0
  for (const value of data) largest = Math.max(largest, Math.abs(value))
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < row; col++) {
      const difference = Math.abs(data[row * cols + col]! - data[col * cols + row]!)
      if (difference > 1e-3 * largest) {
        throw new RangeError(
          `eigenSymmetric needs a symmetric matrix; rows and columns ${row} and ${col} differ by ${difference}`,
        )
      }
    }
  }
}

/** Throws unless the inner sides of a product agree. */
export function assertMultipliable(a: Matrix, b: Matrix, transposes: Transposes): void {
  const inner = transposes.a ? a.rows : a.cols
  const other = transposes.b ? b.cols : b.rows
  for (const { rows, cols, data } of [a, b]) {
    if (data.length !== rows * cols) {
      throw new RangeError(`A matrix of ${rows} × ${cols} needs ${rows * cols} numbers, got ${data.length}`)
    }
  }
  if (inner !== other || inner === 0) {
    const turned = (matrix: Matrix, is?: boolean) => `${matrix.rows} × ${matrix.cols}${is ? ', transposed,' : ''}`
    throw new RangeError(`${turned(a, transposes.a)} times ${turned(b, transposes.b)} is no product of matrices`)
  }
}

export function assertSolvable(a: Matrix, b: Matrix): void {
  assertDecomposable(a)
  assertDecomposable(b)
  if (a.rows !== a.cols) throw new RangeError(`solve needs a square matrix, got ${a.rows} × ${a.cols}`)
  if (b.rows !== a.rows) throw new RangeError(`solve needs ${a.rows} rows on the right, got ${b.rows}`)
}

export function singular({ rows }: Matrix, cause: unknown): RangeError {
  return new RangeError(`The matrix of ${rows} × ${rows} is singular to working precision; add a ridge`, { cause })
}

/** Both in float64 if either is. */
export function alike(a: Matrix, b: Matrix): [Matrix, Matrix] {
  const isFine = a.data instanceof Float64Array || b.data instanceof Float64Array
  const fine = (matrix: Matrix): Matrix =>
    matrix.data instanceof Float64Array ? matrix : { ...matrix, data: Float64Array.from(matrix.data) }
  return isFine ? [fine(a), fine(b)] : [a, b]
}
