import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { firstOf } from './maths/chain/first-examples.ts'
import { examplesOption, outputsOption } from './maths/chain/kernel-options.ts'
import { scaledProbeKernel, type KernelOutputs } from './maths/chain/tangent-kernel.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { kernelModes } from './maths/algebra/kernel-modes.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { kernelFloor } from './maths/algebra/spectra.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { predictedError } from './maths/statistics/learning-curve.ts'

/** Examples to learn from, at each of which the error is predicted. */
const EXAMPLES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128]

/** What kernel regression with today's tangent kernel would reach from P examples. It falls as the kernel learns the task. */
export const learningCurve = defineProbe({
  id: 'learning-curve',
  name: 'Predicted learning curve',
  symbol: 'E_g(P)',
  formula: String.raw`E_g = \frac{1}{1 - \gamma} \sum_k \frac{a_k^2\, \kappa^2}{(\kappa + P \lambda_k)^2}, \qquad \kappa = \lambda + \sum_k \frac{\kappa \lambda_k}{\kappa + P \lambda_k}, \qquad \gamma = \sum_k \frac{P \lambda_k^2}{(\kappa + P \lambda_k)^2}`,
  unit: '1',
  about:
    'The error of kernel regression on P random examples, averaged over their choice, as statistical mechanics ' +
    'predicts it from the spectrum of the tangent kernel and the targets along its modes: how useful the present ' +
    'features are, before a head is trained on them',
  caveat:
    'The distribution of inputs is taken to be the examples of the probe batch themselves, so that the curve falls ' +
    'to 0 where P exceeds their number: use it at P well below. The replica average is over random examples with ' +
    'Gaussian features, and the prediction is for regression on the targets, not for the training of this network',
  estimator:
    'Exact kernel and eigenvectors; κ by bisection to float64 precision. λ_k are the eigenvalues over n, a_k² the ' +
    'targets’ mean square along mode k',
  edges:
    'Without a ridge and with P beyond the rank, κ is 0 and the part of the target outside the range of the kernel ' +
    'is never learned. Eigenvalues below 1e−12 of the largest count as 0, and for examples that were stored in a type ' +
    'coarser than float32 those below (8 ε)². Absent for a kernel that contains NaN or ' +
    'an infinity',
  reference: 'Bordelon, Canatar & Pehlevan 2020, arXiv:2002.02561',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(200),
  group: 'kernels',
  output: spectrum({ scale: 'log', axis: 'training examples', grid: EXAMPLES }),
  nulls: ['shuffled-labels'],
  options: [
    examplesOption(128),
    outputsOption,
    {
      key: 'ridge',
      about: 'The ridge on the diagonal of the kernel, as a share of its mean diagonal',
      type: 'number',
      default: 1e-6,
      min: 0,
      max: 1e6,
    },
  ],
  measure: ({ chain }, { linalg, options }) => {
    const count = Number(options.examples)
    // The curve does not depend on the scale of the kernel.
    const { matrix: kernel } = scaledProbeKernel(chain, count, options.outputs as KernelOutputs, linalg)
    if (!kernel.data.every(Number.isFinite)) return absent('The tangent kernel holds NaN or an infinity')
    const n = kernel.rows
    const { inputs, targets: given } = firstOf(chain.probe, count)
    const { matrix: targets, exponent } = ordinarySize(given)
    const { values, power } = kernelModes(kernel, targets, linalg)
    const least = kernelFloor(roundingOf(inputs)) * (values[0] ?? 0)
    const modes = {
      values: values.map((value) => (value > least ? value / n : 0)),
      power: power.map((value) => value / n),
    }
    const ridge = Number(options.ridge) * modes.values.reduce((sum, value) => sum + value, 0)
    return Float64Array.from(EXAMPLES, (examples) =>
      timesPowerOfTwo(predictedError(modes, examples, ridge), 2 * exponent),
    )
  },
})
