import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { topEigenpairs } from './maths/algebra/top-eigenpairs.ts'

/** The largest curvatures of the training loss. A few stand out, about as many as there are classes. */
export const hessianTopEigenvalues = defineProbe({
  id: 'hessian-top-eigenvalues',
  name: 'Top eigenvalues of the Hessian',
  symbol: 'λ₁ ≥ … ≥ λ_k',
  formula: String.raw`\nabla_\theta^2 L_{\mathrm{tr}}\, v_i = \lambda_i v_i, \qquad \lambda_1 \ge \dots \ge \lambda_k`,
  unit: '1',
  about:
    'The upper end of the spectrum of the Hessian: outliers above a bulk, about as many as classes, whose ' +
    'eigenvectors contain most of the gradient; at the edge of stability several are at 2/η',
  caveat:
    'Signed: large negative curvature is not among them. Depends on parametrization and reduction of the loss as the ' +
    'sharpness does',
  estimator:
    'Lanczos with full reorthogonalization on exact Hessian-vector products, restarted orthogonally to the ' +
    'eigenvectors found so far until no larger eigenvalue appears, so that repeated eigenvalues count as often as ' +
    'they occur. Each is within 0.01 λ₁ of an eigenvalue, and usually much closer: the error scales with the ' +
    'square of that',
  edges:
    'As many as there are parameters, if fewer than count. Absent where one has not converged after the given ' +
    'number of products, or a product is not finite',
  reference: 'Sagun et al. 2017, arXiv:1706.04454; Gur-Ari et al. 2018, arXiv:1812.04754',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(200),
  group: 'curvature',
  output: spectrum({ axis: 'index' }),
  options: [
    { key: 'count', about: 'How many eigenvalues', type: 'integer', default: 5, min: 1, max: 100 },
    {
      key: 'iterations',
      about: 'Largest number of Hessian-vector products from each start',
      type: 'integer',
      default: 40,
      min: 2,
      max: 2000,
    },
  ],
  measure: ({ objective }, { linalg, random, options }) => {
    const search = {
      times: (direction: Float64Array) => objective.hessianProduct(direction),
      size: objective.parameters.length,
      iterations: Number(options.iterations),
      precision: objective.precision,
      random,
      linalg,
    }
    const found = topEigenpairs(search, Number(options.count))
    return isAbsent(found) ? found : found.values
  },
})
