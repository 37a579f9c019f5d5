import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { ordinaryNumbers, ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'
import { slopes } from './backward.ts'
import type { Chain, DenseLayer } from './chain.ts'
import { probeForward } from './probe-forward.ts'

/**
 * χ_J of every layer after the first: (1/N_{l+1}) ‖∂z_{l+1}/∂z_l‖² = (1/N_{l+1}) Σ_k φ′(z_k)² ‖w_k‖², w_k the weights
 * that leave neuron k, averaged over the whole probe batch. Exact, since the Jacobian of one layer is diagonal times weights.
 * ln χ_J beside it, which is finite where χ_J has left the range of numbers.
 */
export function susceptibilities(chain: Chain, linalg: LinearAlgebra): { name: string; value: number; log: number }[] {
  const { layers, z } = probeForward(chain, linalg)
  return layers.slice(1).map(({ name, weight }, l) => {
    const weights = ordinarySize(weight)
    const leaving = squaresByRow(weights.matrix)
    const steepness = ordinaryNumbers(slopes(layers[l] as DenseLayer, z[l] as Matrix).data)
    const steep = steepness.data
    const exponent = 2 * (weights.exponent + steepness.exponent)
    let sum = 0
    for (let at = 0; at < steep.length; at++) sum += (steep[at] as number) ** 2 * (leaving[at % weight.rows] ?? 0)
    const mean = sum / (chain.probe.inputs.rows * weight.cols)
    return { name, value: timesPowerOfTwo(mean, exponent), log: Math.log(mean) + exponent * Math.LN2 }
  })
}

function squaresByRow({ rows, cols, data }: Matrix): Float64Array {
  const squares = new Float64Array(rows)
  for (let at = 0; at < data.length; at++) {
    const row = Math.floor(at / cols)
    squares[row] = (squares[row] ?? 0) + (data[at] ?? 0) ** 2
  }
  return squares
}
