import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { largestCurvature } from './maths/algebra/largest-curvature.ts'
import { stabilityThreshold } from './maths/physics/stability-threshold.ts'
import { largestEigenvalue } from './maths/algebra/top-eigenpairs.ts'
import { addScaled } from './maths/algebra/vectors.ts'

/** How near training is to the edge where its own step size would make a quadratic diverge: 1 is the edge. */
export const edgeOfStability = defineProbe({
  id: 'edge-of-stability',
  name: 'Edge of stability',
  symbol: 'ηλ_max/2',
  formula: String.raw`\frac{\lambda_{\max}(P^{-1/2} (\nabla_\theta^2 L_{\mathrm{tr}} + \lambda_{\mathrm{L2}} I) P^{-1/2})}{\lambda_{\mathrm{crit}}(\eta, \beta)}, \qquad \lambda_{\mathrm{crit}} = \frac{2}{\eta},\; P = I \text{ for gradient descent}`,
  unit: '1',
  about:
    'Largest curvature divided by the largest at which the optimizer is stable: η λ_max/2 for gradient descent. In ' +
    'full-batch training it rises until it is 1 and then hovers there, while the loss keeps falling, not ' +
    'monotonically',
  caveat:
    'The theory is for full-batch training: with minibatches λ_max stays below the edge, and it is batch-sharpness ' +
    'that reaches it. A decoupled weight decay is left out. For Adam the preconditioner is held fixed and the bias ' +
    'correction of the first moment left out, which matters in the first 1/(1 − β₁) steps',
  estimator:
    'Lanczos as for the sharpness, computed once for both; for Adam separately. Critical curvatures: 2/η for ' +
    'gradient descent, (2 + 2β)/η for heavy ball, (2 + 2β)/((1 + 2β)η) for Nesterov, (2 + 2β₁)/((1 − β₁)η) for ' +
    'Adam on the preconditioned Hessian, P = √v̂ + ε. An L2 term in the gradient belongs to the function that is ' +
    'minimized and is added',
  edges: 'Absent for Adam before its first update, which has no second moment yet, and where Lanczos has not converged',
  reference: 'Cohen et al. 2021, arXiv:2103.00065; Cohen et al. 2022, arXiv:2207.14484',
  needs: ['objective', 'optimizer'],
  cost: 'passes',
  cadence: every(100),
  group: 'curvature',
  output: scalar(),
  options: [
    {
      key: 'iterations',
      about: 'Largest number of Hessian-vector products',
      type: 'integer',
      default: 20,
      min: 1,
      max: 1000,
    },
  ],
  theory: [
    {
      label: 'Edge of stability',
      formula: String.raw`\lambda_{\max} = \lambda_{\mathrm{crit}}`,
      value: 1,
      reference: 'Cohen et al. 2021, arXiv:2103.00065',
    },
  ],
  measure: ({ objective, optimizer }, { linalg, random, options }) => {
    const { kind, preconditioner, l2 } = optimizer
    if (kind === 'other') return absent('No threshold of stability is known for this optimizer')
    const iterations = Number(options.iterations)
    if (kind !== 'adam') {
      const largest = largestCurvature(objective, iterations, linalg)
      // An L2 term moves every eigenvalue alike.
      return isAbsent(largest) ? largest : (largest + l2) / stabilityThreshold(optimizer)
    }
    if (preconditioner === null) return absent('Adam has no second moment before its first update')
    const roots = preconditioner.map(Math.sqrt)
    const times = (direction: Float64Array) => {
      const whitened = over(direction, roots)
      const curved = objective.hessianProduct(whitened).slice()
      addScaled(curved, l2, whitened)
      return over(curved, roots)
    }
    const { precision, parameters } = objective
    const largest = largestEigenvalue({ times, size: parameters.length, iterations, precision, random, linalg })
    return isAbsent(largest) ? largest : largest / stabilityThreshold(optimizer)
  },
})

function over(vector: Float64Array, divisor: Float64Array): Float64Array {
  return vector.map((value, i) => value / (divisor[i] as number))
}
