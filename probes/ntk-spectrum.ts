import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { examplesOption, outputsOption } from './maths/chain/kernel-options.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { scaledProbeKernel, type KernelOutputs } from './maths/chain/tangent-kernel.ts'

/** How fast each pattern of answers is learned. A gap tells which are learned first, and a wide spectrum that some never are. */
export const ntkSpectrum = defineProbe({
  id: 'ntk-spectrum',
  name: 'Spectrum of the neural tangent kernel',
  symbol: 'λ(K)',
  formula: String.raw`K v_k = \lambda_k v_k, \qquad K_{ij} = \sum_c \nabla_\theta f_c(x_i) \cdot \nabla_\theta f_c(x_j)`,
  unit: '1',
  about:
    'Under gradient flow of the squared error in the lazy limit, the error along eigenvector k decays at a rate ' +
    'proportional to λ_k: the largest bounds the learning rate, the spread says how unevenly patterns are learned',
  caveat:
    'Of the chosen examples: eigenvalues grow with their number, and the smallest depend on the sample, not on the ' +
    'task. The kernel of all outputs is the sum over outputs, not the full matrix of examples and outputs',
  estimator:
    'Exact kernel and exact eigenvalues, both in float64; eigenvalues below 1e−15 of the largest are rounding ' +
    'errors, of either sign',
  edges:
    'Absent where the kernel contains NaN or an infinity; a rank below the number of examples shows as eigenvalues ' +
    'of about 0',
  reference: 'Jacot, Gabriel & Hongler 2018, arXiv:1806.07572; Fan & Wang 2020, arXiv:2005.11879',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(100),
  group: 'kernels',
  output: spectrum({ scale: 'log' }),
  options: [examplesOption(128, 1), outputsOption],
  measure: ({ chain }, { linalg, options }) => {
    const outputs = options.outputs as KernelOutputs
    const { matrix: kernel, exponent } = scaledProbeKernel(chain, Number(options.examples), outputs, linalg)
    if (!kernel.data.every(Number.isFinite)) return absent('The tangent kernel holds NaN or an infinity')
    return linalg.eigenvaluesSymmetric(kernel).map((value) => timesPowerOfTwo(value, exponent))
  },
})
