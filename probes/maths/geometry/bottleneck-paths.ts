import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/**
 * How strongly each input is tied to each output of two layers in a row: the best over the neurons between of the
 * weaker of the two weights. Over all layers this is the strongest path, a path being as strong as its weakest weight.
 */
export function bottleneckProduct(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.rows * b.cols).fill(-Infinity)
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.cols; k++) {
      const first = a.data[i * a.cols + k] as number
      for (let j = 0; j < b.cols; j++) {
        const weakest = Math.min(first, b.data[k * b.cols + j] as number)
        if (weakest > (data[i * b.cols + j] as number)) data[i * b.cols + j] = weakest
      }
    }
  }
  return { rows: a.rows, cols: b.cols, data }
}
