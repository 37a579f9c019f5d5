/** A dense matrix as plain data, row-major: what the decompositions take and give. */
export interface Matrix {
  readonly rows: number
  readonly cols: number
  /** `data[row * cols + col]` */
  readonly data: Float32Array | Float64Array
  /**
   * The distance from 1 to the next number of the type that the numbers were stored in, where that is not the type of
   * `data`: float32 numbers of a file are computed with in float64, and are no more certain for it (see `roundingOf`).
   */
  readonly epsilon?: number
}

/** Which factors of a product are turned round first. */
export interface Transposes {
  readonly a?: boolean
  readonly b?: boolean
}

/**
 * The dense algebra that probes ask for. The backend brings it: TensorFlow's own ops where it is native, a JavaScript
 * library elsewhere. Float32 in is computed in float32 (on WebAssembly decompositions take float64), Float64 in is
 * float64 everywhere; of two factors the finer decides. A matrix that holds NaN or an infinity is refused by the
 * decompositions and by `solve`; `product` lets them through.
 */
export interface LinearAlgebra {
  /** Descending, `min(rows, cols)` of them. */
  singularValues(matrix: Matrix): Float64Array
  /** `matrix = u · diag(s) · vᵀ`, thin: u is [rows, k], v is [cols, k], k = min(rows, cols). */
  svd(matrix: Matrix): { u: Matrix; s: Float64Array; v: Matrix }
  /** Of a symmetric matrix; any other is refused. Eigenvalues descending, eigenvectors in the columns. */
  eigenSymmetric(matrix: Matrix): { values: Float64Array; vectors: Matrix }
  /** The eigenvalues alone, descending, at a fraction of the cost. */
  eigenvaluesSymmetric(matrix: Matrix): Float64Array
  /** `a · b`, after transposition. */
  product(a: Matrix, b: Matrix, transposes?: Transposes): Matrix
  /** x in `a · x = b`, for a square and invertible `a`; one that is singular to working precision is refused. */
  solve(a: Matrix, b: Matrix): Matrix
}
