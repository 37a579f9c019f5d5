import { answersOf } from '#probes/maths/statistics/answers.ts'
import { among } from '#probes/maths/geometry/distances.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oneHotRows } from '#probes/maths/algebra/one-hot.ts'

/**
 * The class that a linear readout gives each held-out example: ridge regression with a bias onto one-hot labels, fitted
 * to the others. Works from the Gram matrix of the examples, [n, n], so that the cost does not grow with the neurons.
 * `ridge` is the penalty in units of the mean variance of a neuron, times the examples fitted; null where none vary.
 */
export function readout(
  gram: Matrix,
  neurons: number,
  labels: Int32Array,
  classes: number,
  fitted: readonly number[],
  heldOut: readonly number[],
  ridge: number,
  linalg: LinearAlgebra,
): Int32Array | null {
  const count = fitted.length
  const all = [...fitted, ...heldOut]
  const kernel = centeredBy(among(gram.data as Float64Array, gram.rows, all), all.length, count)
  let trace = 0
  for (let i = 0; i < count; i++) trace += kernel[i * all.length + i] ?? 0
  if (trace === 0) return null

  const penalty = (ridge * trace) / neurons
  const own = block(kernel, all.length, 0, count, count)
  for (let i = 0; i < count; i++) own.data[i * count + i] = (own.data[i * count + i] ?? 0) + penalty
  const targets = oneHotRows(
    fitted.map((example) => labels[example] ?? 0),
    classes,
  )
  const shares = new Float64Array(classes)
  targets.data.forEach(
    (value: number, at: number) => (shares[at % classes] = (shares[at % classes] ?? 0) + value / count),
  )
  const rest = targets.data.map((value, at) => value - (shares[at % classes] ?? 0))
  const duals = linalg.solve(own, { ...targets, data: rest })
  const answers = linalg.product(block(kernel, all.length, count, heldOut.length, count), duals)
  return answersOf({ ...answers, data: answers.data.map((value, at) => value + (shares[at % classes] ?? 0)) })
}

/** The Gram matrix of n examples once the mean of the first `count` is the origin. */
function centeredBy(kernel: Float64Array, n: number, count: number): Float64Array {
  const means = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    means[i] = kernel.subarray(i * n, i * n + count).reduce((sum, value) => sum + value, 0) / count
  }
  const mean = means.subarray(0, count).reduce((sum, value) => sum + value, 0) / count
  return kernel.map((value, at) => value - (means[Math.floor(at / n)] ?? 0) - (means[at % n] ?? 0) + mean)
}

/** `rows` rows from `from` on, and the first `cols` columns, of an [n, n] matrix. */
function block(kernel: Float64Array, n: number, from: number, rows: number, cols: number): Matrix {
  const data = new Float64Array(rows * cols)
  for (let i = 0; i < rows; i++) data.set(kernel.subarray((from + i) * n, (from + i) * n + cols), i * cols)
  return { rows, cols, data }
}
