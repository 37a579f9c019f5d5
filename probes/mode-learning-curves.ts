import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Examples } from './maths/chain/chain.ts'
import { firstOf } from './maths/chain/first-examples.ts'
import { logitsOf } from './maths/chain/forward.ts'
import { residualOf } from './maths/chain/loss.ts'
import { scaledProbeKernel } from './maths/chain/tangent-kernel.ts'
import { kernelModes } from './maths/algebra/kernel-modes.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { sumOf } from './maths/algebra/frequency-powers.ts'
import { oncePerArray } from './maths/algebra/once-per-array.ts'
import { inDouble } from './maths/algebra/double.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'

/** Which patterns of the training set are learned when. In the lazy limit each mode decays at the rate of its eigenvalue. */
export const modeLearningCurves = defineProbe({
  id: 'mode-learning-curves',
  name: 'Learning curves of the kernel’s modes',
  symbol: 'a_k(t)',
  formula: String.raw`a_k(t) = \Bigl( \tfrac{1}{n} \sum_c (v_k^{\mathsf{T}} r_c(t))^2 \Bigr)^{1/2}, \qquad r(t) = f(x; \theta_t) - y, \quad K_0 v_k = \lambda_k v_k, \quad K_0 = \tfrac{1}{C} \sum_c \nabla_\theta f_c \cdot \nabla_\theta f_c`,
  unit: '1',
  about:
    'What is left of the error on the training set along each of the first eigenvectors of the tangent kernel of the ' +
    'untrained network, or of the Gram matrix of the inputs, and along all others together (rest). Lazy training ' +
    'learns the modes one after the other, each exponentially; sigmoids, or modes that wait, are feature learning',
  caveat:
    'On the first examples of the training split only. Under cross-entropy the error is that of the probabilities, softmax f − y, ' +
    'which does not decay exponentially even in the lazy limit. Modes that are not among the first may hold most of ' +
    'the error: watch the rest',
  estimator:
    'Exact kernel, eigenvectors and residuals in float64, on the first examples of the training split; the eigenvectors ' +
    'stay those of the start. The squares sum to the mean squared error per example',
  edges:
    'Modes of equal eigenvalue (to 1e−12 of the largest) share their part evenly, since only their sum has a meaning. ' +
    'As many modes as there are examples, if fewer; no rest then. Absent where the kernel contains NaN or an infinity; NaN ' +
    'where an output is NaN',
  reference: 'Saxe, McClelland & Ganguli 2014, arXiv:1312.6120; Jacot, Gabriel & Hongler 2018, arXiv:1806.07572',
  needs: ['chain', 'initialChain'],
  cost: 'passes',
  cadence: every(20),
  group: 'kernels',
  output: scalars({ headline: 'rest', scale: 'log' }),
  theory: [
    {
      label: 'Lazy limit, squared error of reduction mean, gradient descent of rate η',
      formula: String.raw`a_k(t) = a_k(0) \left( 1 - \frac{2 \eta \lambda_k}{n C} \right)^{t}`,
      value: null,
      reference: 'Jacot, Gabriel & Hongler 2018, arXiv:1806.07572',
    },
  ],
  options: [
    {
      key: 'examples',
      about: 'Number of examples of the training split, from its first on',
      type: 'integer',
      default: 128,
      min: 2,
      max: 2048,
    },
    {
      key: 'modes',
      about: 'Number of modes, from that of the largest eigenvalue on',
      type: 'integer',
      default: 8,
      min: 1,
      max: 64,
    },
    {
      key: 'kernel',
      about: 'Of the untrained network (tangent), or of the inputs, X Xᵀ (inputs)',
      type: 'choice',
      default: 'tangent',
      choices: ['tangent', 'inputs'],
    },
  ],
  measure: ({ chain, initialChain }, { linalg, options }) => {
    const count = Number(options.examples)
    const kernel =
      options.kernel === 'inputs'
        ? inputGram(chain.train, count, linalg)
        : scaledProbeKernel({ ...initialChain, probe: chain.train }, count, 'all', linalg).matrix
    if (!kernel.data.every(Number.isFinite)) return absent('The kernel of the start holds NaN or an infinity')
    const { inputs, targets } = firstOf(chain.train, count)
    const layers = chain.layers.map((layer) => ({ ...layer, weight: inDouble(layer.weight) }))
    const { matrix: residual, exponent } = ordinarySize(
      residualOf(chain.loss, logitsOf(layers, inputs, linalg), targets),
    )
    const { power } = kernelModes(kernel, residual, linalg)
    const rms = (sum: number) => timesPowerOfTwo(Math.sqrt(sum / kernel.rows), exponent)
    const shown = Math.min(Number(options.modes), power.length)
    const modes = Array.from(power.subarray(0, shown), (value, k): [string, number] => [`mode-${k + 1}`, rms(value)])
    const rest = power.subarray(shown)
    return Object.fromEntries(rest.length === 0 ? modes : [...modes, ['rest', rms(sumOf(rest))]])
  },
})

/** Once a run, as the kernel of the start is: the training split is one array. */
function inputGram(train: Examples, count: number, linalg: LinearAlgebra): Matrix {
  const known = gramsOf(train.inputs.data)
  // Its modes do not depend on the scale of the inputs.
  const { matrix: inputs } = ordinarySize(firstOf(train, count).inputs)
  const gram = known.get(count) ?? linalg.product(inputs, inputs, { b: true })
  known.set(count, gram)
  return gram
}

const gramsOf = oncePerArray((_inputs: object) => new Map<number, Matrix>())
