import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { norm, signVector } from './maths/algebra/vectors.ts'
import { meanEstimate } from './maths/statistics/mean-estimate.ts'
import { scaledEstimate } from './maths/statistics/scaled-estimate.ts'

/** The size of all curvatures together, in which negative ones do not cancel positive ones. */
export const hessianFrobeniusNorm = defineProbe({
  id: 'hessian-frobenius-norm',
  name: 'Squared Frobenius norm of the Hessian',
  symbol: '‖∇²L‖²_F',
  formula: String.raw`\lVert \nabla_\theta^2 L_{\mathrm{tr}} \rVert_F^2 = \sum_i \lambda_i^2 = \mathbb{E}_v \lVert \nabla_\theta^2 L_{\mathrm{tr}}\, v \rVert^2, \qquad v_i = \pm 1`,
  unit: '1',
  about:
    'Sum of the squared eigenvalues of the Hessian. Against the square of the trace it says how many curvatures ' +
    'matter, (tr H)²/‖H‖_F² where none is negative; against λ_max² how far the largest stands out',
  caveat:
    'Dominated by the few largest curvatures. Depends on parametrization and on the square of the scale of the loss. ' +
    'An estimate: compare its changes with its standard error',
  estimator:
    'Hutchinson: mean of ‖Hv‖² over random sign vectors, which is the trace of H², with its standard error; the variance of a ' +
    'draw is 2(‖H²‖_F² − Σ (H²)_ii²)',
  edges: 'NaN and infinities are kept',
  reference: 'Hutchinson 1989, Commun. Stat. Simul. Comput. 18; Avron & Toledo 2011, J. ACM 58, 8',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(200),
  group: 'curvature',
  output: scalar({ scale: 'log' }),
  options: [{ key: 'draws', about: 'Random sign vectors', type: 'integer', default: 20, min: 2, max: 10_000 }],
  measure: ({ objective }, { random, options }) => {
    const lengths = Float64Array.from({ length: Number(options.draws) }, () =>
      norm(objective.hessianProduct(signVector(objective.parameters.length, random))),
    )
    const { data, exponent } = ordinaryNumbers(lengths)
    return scaledEstimate(meanEstimate(data.map((length) => length ** 2)), 2 * exponent)
  },
})
