import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { kernelFloor } from './maths/algebra/spectra.ts'
import { sumOf } from './maths/algebra/frequency-powers.ts'
import { boundedFullKernel } from './maths/chain/full-tangent-kernel.ts'
import { examplesOption } from './maths/chain/kernel-options.ts'
import { scaledProbeKernel } from './maths/chain/tangent-kernel.ts'

/** Rows of the largest matrix that is decomposed at a step. */
const SIDE = 512

/** How many independent things the network can still learn lazily: directions of function space that its gradients reach. */
export const ntkEffectiveDimension = defineProbe({
  id: 'ntk-effective-dimension',
  name: 'Effective dimension of the tangent kernel',
  symbol: 'd_eff(λ)',
  formula: String.raw`d_{\mathrm{eff}}(\lambda) = \operatorname{tr} K (K + \lambda)^{-1} = \sum_k \frac{\lambda_k}{\lambda_k + \lambda}, \qquad \mathrm{PR} = \frac{(\sum_k \lambda_k)^2}{\sum_k \lambda_k^2}`,
  unit: '1',
  about:
    'Degrees of freedom of ridge regression with the tangent kernel of all outputs (effective), and the participation ratio of ' +
    'its eigenvalues (participation): how many directions are learned at comparable speed. Both are at most the number ' +
    'of rows; they fall where the kernel aligns with the task',
  caveat:
    'Grows with the number of examples until the kernel has no further directions: compare at one number. The ridge ' +
    'is a share of the mean eigenvalue, so that the scale of the kernel does not enter. The participation ratio is ' +
    'dominated by the largest eigenvalue, which is the mean of the outputs as a rule',
  estimator:
    'Exact kernel and eigenvalues in float64. With all outputs (full) at most 512 rows, n · C: of the probe batch the first ' +
    '⌊512/C⌋ examples, or fewer by the option; with the trace over outputs (trace), the kernel of ntk, one row per example',
  edges:
    'Eigenvalues below 1e−12 of the largest count as 0, and for examples that were stored in a type coarser than float32 ' +
    'those below (8 ε)². Absent for a kernel that is zero, contains NaN or an ' +
    'infinity, or has more than 512 rows for one example',
  reference: 'Zhang 2005, Neural Comput. 17, 2077; Jacot, Gabriel & Hongler 2018, arXiv:1806.07572',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(200),
  group: 'kernels',
  output: scalars({ headline: 'effective' }),
  options: [
    examplesOption(64, 1),
    {
      key: 'kernel',
      about: 'That between all outputs of all examples (full), or its trace over the outputs (trace)',
      type: 'choice',
      default: 'full',
      choices: ['full', 'trace'],
    },
    {
      key: 'ridge',
      about: 'λ, as a share of the mean eigenvalue of the kernel',
      type: 'number',
      default: 0.01,
      min: 1e-12,
      max: 1e6,
    },
  ],
  measure: ({ chain }, { linalg, options }) => {
    const count = Number(options.examples)
    const found =
      options.kernel === 'full'
        ? boundedFullKernel(chain, count, SIDE, linalg)
        : scaledProbeKernel(chain, Math.min(count, SIDE), 'all', linalg)
    if (isAbsent(found)) return found
    // Neither number depends on the scale of the kernel.
    const { matrix: kernel } = found
    if (!kernel.data.every(Number.isFinite)) return absent('The tangent kernel holds NaN or an infinity')
    const values = linalg.eigenvaluesSymmetric(kernel)
    const largest = values[0] ?? 0
    if (largest <= 0) return absent('The tangent kernel is zero')
    const least = kernelFloor(roundingOf(chain.probe.inputs))
    const shares = values.map((value) => (value > least * largest ? value / largest : 0))
    const ridge = (Number(options.ridge) * sumOf(shares)) / shares.length
    return {
      effective: sumOf(shares.map((share) => share / (share + ridge))),
      participation: sumOf(shares) ** 2 / sumOf(shares.map((share) => share ** 2)),
    }
  },
})
