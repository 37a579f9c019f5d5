import type { RandomStream } from '#src/vocabulary/random.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { signVector } from '#probes/maths/algebra/vectors.ts'
import { meanGradient, type ExampleGradients } from './example-gradients.ts'

/**
 * Random vectors z = (1/√P) Σ_i ε_i (g_i − ḡ) with independent signs ε: their covariance is that of the gradients, Σ,
 * so that E zᵀAz = tr(AΣ) for any A, and no covariance matrix is ever written down. One backward product each. In the
 * unit of the gradients, 2^exponent.
 */
export function gradientNoise(
  gradients: ExampleGradients,
  linalg: LinearAlgebra,
): (random: RandomStream) => Float64Array {
  const mean = meanGradient(gradients, linalg)
  const { delta } = gradients
  const examples = delta[0]?.rows ?? 0
  return (random) => {
    const signs = signVector(examples, random)
    const balance = signs.reduce((sum, sign) => sum + sign, 0) / examples
    const signed = { ...gradients, delta: delta.map((matrix) => timesRows(matrix, signs)) }
    return meanGradient(signed, linalg).map((value, i) => Math.sqrt(examples) * (value - balance * (mean[i] ?? NaN)))
  }
}

/** Every row times its own factor. */
function timesRows({ rows, cols, data }: Matrix, factors: Float64Array): Matrix {
  const scaled = data.slice()
  for (let at = 0; at < data.length; at++) scaled[at] = (data[at] ?? 0) * (factors[Math.floor(at / cols)] ?? 0)
  return { rows, cols, data: scaled }
}
