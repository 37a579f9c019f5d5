import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { slopes } from './backward.ts'
import { isIdentity, type DenseLayer } from './chain.ts'
import type { Forward } from './forward.ts'
import { rootOf, squaresOf } from '#probes/maths/algebra/wide.ts'
import { timesSlopes } from './output-jacobians.ts'

/**
 * ln ‖∂z_l/∂x · u‖² of every layer l, for every row of `first`, which holds ∂z_0/∂x · u: n · m rows, m directions u for
 * each example. The rows are brought to length 1 at every layer and their lengths kept as logarithms, so that a deep
 * ordered or chaotic network neither underflows nor overflows. A row that comes to 0 has the logarithm −∞ from there on.
 */
export function logTangentLengths(
  layers: readonly DenseLayer[],
  { z }: Pick<Forward, 'z'>,
  first: Matrix,
  linalg: LinearAlgebra,
): Float64Array[] {
  const logLengths = new Float64Array(first.rows)
  const found: Float64Array[] = []
  let tangent: Matrix = { ...first, data: Float64Array.from(first.data) }
  layers.forEach((layer, l) => {
    if (l > 0) {
      const below = layers[l - 1] as DenseLayer
      const bent = isIdentity(below) ? tangent : timesSlopes(tangent, slopes(below, z[l - 1] as Matrix))
      tangent = linalg.product(bent, layer.weight)
    }
    normalize(tangent, logLengths)
    found.push(logLengths.slice())
  })
  return found
}

/** ln of the mean of what these are the logarithms of; −∞ where all are. */
export function logMean(logs: ArrayLike<number>): number {
  let top = -Infinity
  for (let i = 0; i < logs.length; i++) top = Math.max(top, logs[i] as number)
  if (top === -Infinity) return -Infinity
  let sum = 0
  for (let i = 0; i < logs.length; i++) sum += Math.exp((logs[i] as number) - top)
  return top + Math.log(sum / logs.length)
}

/** Brings each row to length 1, in place, and adds the logarithm of its squared length to what is kept. */
function normalize({ rows, cols, data }: Matrix, logLengths: Float64Array): void {
  for (let row = 0; row < rows; row++) {
    const square = squaresOf(data.subarray(row * cols, (row + 1) * cols))
    logLengths[row] = (logLengths[row] ?? 0) + Math.log(square.value) + square.exponent * Math.LN2
    if (square.value === 0) continue
    const length = rootOf(square)
    for (let at = row * cols; at < (row + 1) * cols; at++) data[at] = (data[at] ?? 0) / length
  }
}
