import type { OptionCard, OptionValues } from '#src/vocabulary/index.ts'
import { medianDistance } from '#probes/maths/geometry/distances.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'
import { gaussianKernel } from '#probes/maths/algebra/kernel-gram.ts'

/**
 * The diffusion spectral entropy of n examples in bits, from their squared distances: −Σ p log₂ p with p ∝ |λ|ᵗ, λ the
 * eigenvalues of D^−½ G D^−½, which are those of the random walk on the Gaussian kernel G of width σ.
 */
export function diffusionEntropy(squared: Float64Array, n: number, sigma: number, t: number, linalg: LinearAlgebra) {
  const kernel = gaussianKernel(squared, sigma)
  const scales = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    scales[i] = 1 / Math.sqrt(kernel.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + value, 0))
  }
  const walk = kernel.map((value, at) => value * (scales[Math.floor(at / n)] ?? 0) * (scales[at % n] ?? 0))
  const powers = linalg.eigenvaluesSymmetric({ rows: n, cols: n, data: walk }).map((value) => Math.abs(value) ** t)
  const total = powers.reduce((sum, value) => sum + value, 0)
  return powers.reduce((bits, power) => (power === 0 ? bits : bits - (power / total) * Math.log2(power / total)), 0)
}

/** What both probes of diffusion ask for: the width of the kernel, and the time of the walk. */
export const KERNEL_OPTIONS = [
  {
    key: 'scale',
    about: 'Width of the kernel: sigma as given (fixed), or the median distance between two examples (median)',
    type: 'choice',
    default: 'fixed',
    choices: ['fixed', 'median'],
  },
  { key: 'sigma', about: 'Width σ of a fixed kernel', type: 'number', default: 10, min: 1e-6, max: 1e9 },
  { key: 't', about: 'Steps of the walk: powers of the eigenvalues', type: 'number', default: 1, min: 0.1, max: 100 },
] as const satisfies readonly OptionCard[]

/** σ, in the unit 2^exponent of the distances; 0 where it is to be the median distance and that is 0. */
export function kernelWidth(squared: Float64Array, n: number, { scale, sigma }: OptionValues, exponent = 0): number {
  return scale === 'median' ? medianDistance(squared, n) : timesPowerOfTwo(Number(sigma), -exponent)
}
