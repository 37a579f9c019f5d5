import type { RandomStream } from '#src/vocabulary/random.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { addScaled, signVector } from '#probes/maths/algebra/vectors.ts'
import { meanGradient, type ExampleGradients } from './example-gradients.ts'
import { parameterGradient } from './tangent.ts'

/**
 * Random vectors z = (1/√P) Σ_i ε_i (g_i − ḡ) with independent signs ε: their covariance is that of the gradients, Σ,
 * so that E zᵀAz = tr(AΣ) for any A, and no covariance matrix is ever written down. One backward product each.
 */
export function gradientNoise(
  gradients: ExampleGradients,
  linalg: LinearAlgebra,
): (random: RandomStream) => Float64Array {
  const mean = meanGradient(gradients, linalg)
  const { layers, entering, delta } = gradients
  const examples = delta[0]?.rows ?? 0
  return (random) => {
    const signs = signVector(examples, random)
    const signed = delta.map((matrix) => timesRows(matrix, signs))
    const noise = parameterGradient(layers, entering, signed, linalg)
    addScaled(noise, -signs.reduce((sum, sign) => sum + sign, 0), mean)
    return noise.map((value) => value / Math.sqrt(examples))
  }
}

/** Every row times its own factor. */
function timesRows({ rows, cols, data }: Matrix, factors: Float64Array): Matrix {
  const scaled = data.slice()
  for (let at = 0; at < data.length; at++) scaled[at] = (data[at] ?? 0) * (factors[Math.floor(at / cols)] ?? 0)
  return { rows, cols, data: scaled }
}
