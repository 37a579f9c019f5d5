import type { ActivationName } from '#probes/maths/chain/activations.ts'
import type { LinearAlgebra, Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'

/**
 * The kernel of an infinitely wide hidden layer, K_ij = E[φ(u_i) φ(u_j)], with u normal of covariance x_i · x_j/(d λ₀);
 * null for an activation whose kernel has no closed form here. Over 2^exponent, which is 1 but where the kernel would leave
 * the range of numbers.
 */
export function nngpKernel(
  inputs: Matrix,
  activation: ActivationName,
  precision: number,
  linalg: LinearAlgebra,
): { readonly matrix: Matrix; readonly exponent: number } | null {
  const expectation = nngpExpectations[activation]
  if (expectation === undefined) return null
  const power = DEGREES[activation]
  const { matrix, exponent } = power === undefined ? { matrix: inputs, exponent: 0 } : ordinarySize(inputs)
  const { rows: n, data } = linalg.product(matrix, matrix, { b: true })
  const covariance = Float64Array.from(data, (value) => value / (inputs.cols * precision))
  const kernel = new Float64Array(n * n)
  for (let at = 0; at < kernel.length; at++) {
    const [i, j] = [Math.floor(at / n), at % n]
    kernel[at] = expectation(covariance[i * n + i] as number, covariance[j * n + j] as number, covariance[at] as number)
  }
  return { matrix: { rows: n, cols: n, data: kernel }, exponent: exponent * (power ?? 0) }
}

/** How the kernels of homogeneous activations grow with their inputs. */
const DEGREES: Partial<Record<ActivationName, number>> = { linear: 2, relu: 2, quadratic: 4 }

/** E[φ(u) φ(v)] from Var u, Var v and Cov(u, v), of activations for which it has a closed form. */
export const nngpExpectations: Partial<Record<ActivationName, (uu: number, vv: number, uv: number) => number>> = {
  linear: (_uu, _vv, uv) => uv,
  quadratic: (uu, vv, uv) => uu * vv + 2 * uv ** 2,
  // The arc-cosine kernel of first degree: Cho & Saul 2009, NIPS 22.
  relu: (uu, vv, uv) => {
    const scale = rootOfProduct(uu, vv)
    const angle = scale === 0 ? 0 : Math.acos(Math.min(1, Math.max(-1, uv / scale)))
    return (scale * (Math.sin(angle) + (Math.PI - angle) * Math.cos(angle))) / (2 * Math.PI)
  },
  // Williams 1997, NIPS 9.
  erf: (uu, vv, uv) => (2 / Math.PI) * Math.asin((2 * uv) / rootOfProduct(1 + 2 * uu, 1 + 2 * vv)),
}

/** √(ab), also where ab has left the range of numbers. */
function rootOfProduct(a: number, b: number): number {
  const product = a * b
  return product > 1e-290 && product < Infinity ? Math.sqrt(product) : Math.sqrt(a) * Math.sqrt(b)
}
