/** All eigenvalues of a symmetric matrix, descending, and the eigenvectors, row k belonging to value k. */
export interface SmallEigen {
  readonly values: Float64Array
  /** [n, n] */
  readonly vectors: Float64Array
}

/**
 * Jacobi's method (Golub & Van Loan, Matrix Computations, 8.5), which needs no backend and is exact to rounding: for a matrix [n, n]
 * of tens of rows, where nothing larger is asked of the machine. The same bits everywhere.
 */
export function jacobiEigen(matrix: Float64Array, n: number): SmallEigen {
  const a = matrix.slice()
  const rows = Float64Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0))
  for (let sweep = 0; sweep < SWEEPS && isCoupled(a, n); sweep++)
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, rows, n, p, q)
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * (n + 1)]! - a[i * (n + 1)]!)
  return {
    values: Float64Array.from(order, (i) => a[i * (n + 1)]!),
    vectors: Float64Array.from(order.flatMap((i) => [...rows.subarray(i * n, (i + 1) * n)])),
  }
}

/** More than any matrix takes: each sweep squares what is left beside the diagonal. */
const SWEEPS = 60

/** Whether anything beside the diagonal would still change it. */
function isCoupled(a: Float64Array, n: number): boolean {
  for (let p = 0; p < n; p++)
    for (let q = p + 1; q < n; q++) {
      const size = Math.abs(a[p * (n + 1)]!) + Math.abs(a[q * (n + 1)]!)
      if (size + Math.abs(a[p * n + q]!) !== size) return true
    }
  return false
}

/** Turns rows and columns p and q so that they are no longer coupled. */
function rotate(a: Float64Array, rows: Float64Array, n: number, p: number, q: number): void {
  const coupling = a[p * n + q]!
  if (coupling === 0) return
  const slope = (a[q * (n + 1)]! - a[p * (n + 1)]!) / (2 * coupling)
  const t = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.hypot(1, slope))
  const c = 1 / Math.hypot(1, t)
  const s = t * c
  const turn = (of: Float64Array, i: number, j: number) => {
    const [x, y] = [of[i]!, of[j]!]
    of[i] = c * x - s * y
    of[j] = s * x + c * y
  }
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q)
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k)
  for (let k = 0; k < n; k++) turn(rows, p * n + k, q * n + k)
}
