import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/**
 * The directions along which points vary most, in the columns of a [dimensions, count] matrix: what can be learned of
 * points without their labels. Each has the sign that makes its largest entry positive.
 */
export function principalDirections(points: Matrix, count: number): Matrix {
  const size = points.cols
  if (count > size) throw new RangeError(`Expected at most ${size} directions, one a dimension, got ${count}`)
  const { values, vectors } = eigenSymmetric(covarianceOf(points), size)
  const order = [...values.keys()].sort((a, b) => (values[b] as number) - (values[a] as number)).slice(0, count)
  const data = new Float64Array(size * count)
  order.forEach((column, place) => {
    const entries = Array.from({ length: size }, (_, row) => vectors[row * size + column] as number)
    const largest = entries.reduce((found, entry) => (Math.abs(entry) > Math.abs(found) ? entry : found))
    entries.forEach((entry, row) => (data[row * count + place] = largest < 0 ? -entry : entry))
  })
  return { rows: size, cols: count, data }
}

/** Rows of a [n, d] matrix as coordinates along [d, k] directions, in float32. */
export function alongDirections({ rows, cols, data }: Matrix, directions: Matrix): Matrix {
  const count = directions.cols
  const projected = new Float32Array(rows * count)
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < count; k++) {
      let sum = 0
      for (let d = 0; d < cols; d++) sum += (data[row * cols + d] as number) * (directions.data[d * count + k] as number)
      projected[row * count + k] = sum
    }
  }
  return { rows, cols: count, data: projected }
}

function covarianceOf({ rows, cols, data }: Matrix): Float64Array {
  const mean = new Float64Array(cols)
  for (let i = 0; i < data.length; i++) (mean[i % cols] as number) += (data[i] as number) / rows
  const covariance = new Float64Array(cols * cols)
  const centered = new Float64Array(cols)
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < cols; d++) centered[d] = (data[row * cols + d] as number) - (mean[d] as number)
    for (let a = 0; a < cols; a++) {
      for (let b = 0; b < cols; b++) {
        ;(covariance[a * cols + b] as number) += ((centered[a] as number) * (centered[b] as number)) / rows
      }
    }
  }
  return covariance
}

/** Jacobi's method: rotations that take away one entry off the diagonal after the other, until none is left that counts. */
function eigenSymmetric(matrix: Float64Array, size: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice()
  const vectors = Float64Array.from({ length: size * size }, (_, i) => (Math.floor(i / size) === i % size ? 1 : 0))
  const at = (row: number, col: number) => a[row * size + col] as number
  const trace = Array.from({ length: size }, (_, i) => Math.abs(at(i, i))).reduce((sum, one) => sum + one, 0)
  for (let sweep = 0; sweep < 100; sweep++) {
    let rotations = 0
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(at(p, q)) <= 1e-15 * trace) continue
        rotations += 1
        const ratio = (at(q, q) - at(p, p)) / (2 * at(p, q))
        const tangent = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.hypot(1, ratio))
        const cosine = 1 / Math.hypot(1, tangent)
        rotateColumns(a, size, p, q, cosine, tangent * cosine)
        rotateRows(a, size, p, q, cosine, tangent * cosine)
        rotateColumns(vectors, size, p, q, cosine, tangent * cosine)
      }
    }
    if (rotations === 0) break
  }
  return { values: Float64Array.from({ length: size }, (_, i) => at(i, i)), vectors }
}

function rotateColumns(m: Float64Array, size: number, p: number, q: number, cosine: number, sine: number): void {
  for (let row = 0; row < size; row++) rotate(m, row * size + p, row * size + q, cosine, sine)
}

function rotateRows(m: Float64Array, size: number, p: number, q: number, cosine: number, sine: number): void {
  for (let col = 0; col < size; col++) rotate(m, p * size + col, q * size + col, cosine, sine)
}

function rotate(m: Float64Array, one: number, other: number, cosine: number, sine: number): void {
  const [x, y] = [m[one] as number, m[other] as number]
  m[one] = cosine * x - sine * y
  m[other] = sine * x + cosine * y
}
