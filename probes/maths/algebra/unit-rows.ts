import type { Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { lengthOf } from './wide.ts'

/** Every row at length 1, on the sphere. Rows without length have no place there and are left out: `kept` names the others. */
export function unitRows(x: Matrix): { readonly rows: Matrix; readonly kept: readonly number[] } {
  return unitRowsOf(x.data, x)
}

/** Every row less its mean, at length 1: half the squared distance of two is 1 − Pearson's correlation. */
export function standardizedRows(x: Matrix): { readonly rows: Matrix; readonly kept: readonly number[] } {
  return standardizedRowsOf(x.data, x)
}

const standardizedRowsOf = oncePerArray((data: Float32Array | Float64Array, { rows, cols }: Matrix) => {
  const centered = new Float64Array(rows * cols)
  for (let row = 0; row < rows; row++) {
    const first = data[row * cols] ?? 0
    // The first entry goes first: a constant row then cancels to exact zeros.
    const shifted = Float64Array.from(data.subarray(row * cols, (row + 1) * cols), (value) => value - first)
    const mean = shifted.reduce((sum, value) => sum + value, 0) / cols
    centered.set(
      shifted.map((value) => value - mean),
      row * cols,
    )
  }
  return unitRows({ rows, cols, data: centered })
})

const unitRowsOf = oncePerArray((data: Float32Array | Float64Array, { rows, cols }: Matrix) => {
  const kept: number[] = []
  const unit: Float64Array[] = []
  for (let row = 0; row < rows; row++) {
    const values = Float64Array.from(data.subarray(row * cols, (row + 1) * cols))
    const length = lengthOf(values)
    if (length === 0) continue
    kept.push(row)
    unit.push(values.map((value) => value / length))
  }
  const packed = new Float64Array(kept.length * cols)
  unit.forEach((values, i) => packed.set(values, i * cols))
  return { rows: { rows: kept.length, cols, data: packed }, kept }
})
