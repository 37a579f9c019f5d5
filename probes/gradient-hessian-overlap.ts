import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { ENOUGH, topEigenpairs } from './maths/algebra/top-eigenpairs.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { dot } from './maths/algebra/vectors.ts'

/** How much of the gradient lies in the few directions of largest curvature. Near 1, training moves in a tiny subspace. */
export const gradientHessianOverlap = defineProbe({
  id: 'gradient-hessian-overlap',
  name: 'Gradient in the top Hessian subspace',
  symbol: '‖V_kᵀg‖²/‖g‖²',
  formula: String.raw`\frac{\sum_{i=1}^{k} (v_i^{\mathsf{T}} \nabla L_{\mathrm{tr}})^2}{\lVert\nabla L_{\mathrm{tr}}\rVert^2}, \qquad \nabla_\theta^2 L_{\mathrm{tr}}\, v_i = \lambda_i v_i`,
  unit: '1',
  about:
    'Squared cosine between the gradient and the span of the k eigenvectors of largest eigenvalue. It rises early in ' +
    'training to well above the k/d of a random direction and stays there',
  caveat:
    'A large overlap does not say that learning happens in that subspace: steps along it may cancel. The overlap ' +
    'of a random direction is k/d. Eigenvectors are not reported: those of equal eigenvalues are not unique, only ' +
    'their span is',
  estimator:
    'Exact gradient; eigenvectors by Lanczos with full reorthogonalization, of residuals below 0.05 of ' +
    'the gap below λ_k, which bounds the sine of the angle between the span and the true one',
  edges:
    'Absent where the gradient is zero, where λ_k and λ_{k+1} are the same to 0.01 λ₁ (10⁻⁶ where the loss is in ' +
    'float64), so that the subspace is not determined, and where an eigenvalue has not converged. With k at least ' +
    'the number of parameters it is 1',
  reference: 'Gur-Ari et al. 2018, arXiv:1812.04754',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(200),
  group: 'curvature',
  output: scalar({ range: [0, 1] }),
  options: [
    { key: 'count', about: 'Eigenvectors that span the subspace', type: 'integer', default: 5, min: 1, max: 100 },
    {
      key: 'iterations',
      about: 'Largest number of Hessian-vector products from each start',
      type: 'integer',
      default: 60,
      min: 2,
      max: 2000,
    },
  ],
  measure: ({ objective }, { linalg, random, options }) => {
    const gradient = ordinaryNumbers(objective.gradient(objective.parameters)).data
    const square = dot(gradient, gradient)
    if (square === 0) return absent('The gradient is zero')
    const search = {
      times: (direction: Float64Array) => objective.hessianProduct(direction),
      size: objective.parameters.length,
      iterations: Number(options.iterations),
      precision: objective.precision,
      random,
      linalg,
    }
    const found = topEigenpairs(search, Number(options.count))
    if (isAbsent(found)) return found
    const { values, vectors, next, residual } = found
    const [first = 0, last = 0] = [values[0], values.at(-1)]
    if (last - next <= 10 * ENOUGH[objective.precision] * Math.abs(first)) {
      return absent(`Eigenvalues ${values.length} and ${values.length + 1} coincide: choose another count`)
    }
    if (residual > 0.05 * (last - next)) return absent('The eigenvectors have not converged; raise iterations')
    const inside = vectors.reduce((sum, vector) => sum + dot(vector, gradient) ** 2, 0)
    return Math.min(1, inside / square)
  },
})
