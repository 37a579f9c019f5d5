/** A dense matrix as plain data, row-major: what the decompositions take and give. */
export interface Matrix {
  readonly rows: number
  readonly cols: number
  /** `data[row * cols + col]` */
  readonly data: Float32Array | Float64Array
}

/**
 * The decompositions that probes ask for. The backend brings them: TensorFlow's own ops where it is native, a
 * JavaScript library elsewhere. A matrix that holds NaN or an infinity is refused with an error.
 */
export interface LinearAlgebra {
  /** Descending, `min(rows, cols)` of them. */
  singularValues(matrix: Matrix): Float64Array
  /** `matrix = u · diag(s) · vᵀ`, thin: u is [rows, k], v is [cols, k], k = min(rows, cols). */
  svd(matrix: Matrix): { u: Matrix; s: Float64Array; v: Matrix }
  /** Of a symmetric matrix; any other is refused. Eigenvalues descending, eigenvectors in the columns. */
  eigenSymmetric(matrix: Matrix): { values: Float64Array; vectors: Matrix }
}
