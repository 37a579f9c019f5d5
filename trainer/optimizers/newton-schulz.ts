/** Of an odd polynomial whose five-fold repetition brings every singular value of (0, 1] near 1; those of Jordan et al. 2024. */
const [A, B, C] = [3.4445, -4.775, 2.0315]
const TIMES = 5
const NOTHING = 1e-7

/**
 * A matrix, row by row, with its singular values brought to between 0.7 and 1.2 and its singular vectors as they were,
 * by X → AX + (BG + CG²)X with G = XXᵀ: products of matrices only. Nearly zero ones stay small.
 */
export function orthogonalized(values: Float64Array, rows: number, cols: number): Float64Array {
  if (rows > cols) return turned(orthogonalized(turned(values, rows, cols), cols, rows), cols, rows)
  const length = Math.hypot(...lengthsOfRows(values, rows, cols)) + NOTHING
  let x = values.map((value) => value / length)
  for (let time = 0; time < TIMES; time++) {
    const gram = product(x, turned(x, rows, cols), rows, cols, rows)
    const square = product(gram, gram, rows, rows, rows)
    const mixed = gram.map((value, i) => B * value + C * (square[i] as number))
    const moved = product(mixed, x, rows, rows, cols)
    x = x.map((value, i) => A * value + (moved[i] as number))
  }
  return x
}

function lengthsOfRows(values: Float64Array, rows: number, cols: number): number[] {
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0
    for (let col = 0; col < cols; col++) sum += (values[row * cols + col] as number) ** 2
    return Math.sqrt(sum)
  })
}

/** [n, m] times [m, k], in the order in which memory is read. */
function product(left: Float64Array, right: Float64Array, n: number, m: number, k: number): Float64Array {
  const result = new Float64Array(n * k)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const factor = left[i * m + j] as number
      for (let l = 0; l < k; l++) (result[i * k + l] as number) += factor * (right[j * k + l] as number)
    }
  }
  return result
}

function turned(values: Float64Array, rows: number, cols: number): Float64Array {
  return Float64Array.from(
    { length: rows * cols },
    (_, i) => values[(i % rows) * cols + Math.floor(i / rows)] as number,
  )
}
