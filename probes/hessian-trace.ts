import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { traceEstimate } from './maths/statistics/hutchinson.ts'

/** The sum of all curvatures of the training loss: its mean curvature, times the number of parameters. */
export const hessianTrace = defineProbe({
  id: 'hessian-trace',
  name: 'Trace of the Hessian',
  symbol: 'tr ∇²L',
  formula: String.raw`\operatorname{tr}\bigl(\nabla_\theta^2 L_{\mathrm{tr}}\bigr) = \mathbb{E}_v\bigl[v^{\mathsf{T}} \nabla_\theta^2 L_{\mathrm{tr}}\, v\bigr], \qquad v_i = \pm 1`,
  unit: '1',
  about:
    'The sum of all eigenvalues of the Hessian. Noise in gradients and labels drives training towards minima where ' +
    'it is small; it measures the flatness of all directions, while the sharpness measures that of one',
  caveat:
    'Negative curvatures cancel positive ones. Depends on parametrization and reduction of the loss as the sharpness ' +
    'does. An estimate: compare its changes with its standard error',
  estimator:
    'Hutchinson: mean of vᵀHv over random sign vectors, with its standard error; the variance of a draw is ' +
    '2(‖H‖_F² − Σ H_ii²), which is 0 where the Hessian is diagonal',
  edges: 'NaN and infinities are kept',
  reference: 'Hutchinson 1989, Commun. Stat. Simul. Comput. 18; Yao et al. 2020, arXiv:1912.07145',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(100),
  group: 'curvature',
  output: scalar(),
  options: [{ key: 'draws', about: 'Random sign vectors', type: 'integer', default: 20, min: 2, max: 10_000 }],
  measure: ({ objective }, { random, options }) =>
    traceEstimate(
      (direction) => objective.hessianProduct(direction),
      objective.parameters.length,
      Number(options.draws),
      random,
    ),
})
