import type { Matrix } from './linear-algebra.ts'

/** Labels as rows with a single 1, [n, classes], in float64. */
export function oneHotRows(labels: ArrayLike<number>, classes: number): Matrix {
  const data = new Float64Array(labels.length * classes)
  for (let row = 0; row < labels.length; row++) data[row * classes + (labels[row] ?? 0)] = 1
  return { rows: labels.length, cols: classes, data }
}
