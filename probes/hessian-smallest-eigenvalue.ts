import { every, isAbsent } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { defineProbe, scalar } from './define.ts'
import { largestEigenvalue } from './maths/algebra/top-eigenpairs.ts'

/** How steeply the loss falls off to the side. Negative at a saddle, near 0 at the bottom of a valley with flat directions. */
export const hessianSmallestEigenvalue = defineProbe({
  id: 'hessian-smallest-eigenvalue',
  name: 'Smallest eigenvalue of the Hessian',
  symbol: 'λ_min',
  formula: String.raw`\lambda_{\min}\bigl(\nabla_\theta^2 L_{\mathrm{tr}}\bigr)`,
  unit: '1',
  about:
    'Curvature of the training loss along its most negative direction: while it is negative the loss can fall along a ' +
    'direction without slope. Early in training it is of the order of the sharpness; towards a minimum it rises to 0',
  caveat:
    'A minimum of a network with more parameters than examples has directions of no curvature, so the approach to 0 ' +
    'is from below and never passes it. Depends on the parametrization and reduction of the loss as the sharpness ' +
    'does. Without the L2 term of an optimizer, which shifts every eigenvalue',
  estimator:
    'Lanczos with full reorthogonalization on −∇²L, from a random start that is the same at every step. An upper ' +
    'bound, off by about r²/gap for a residual r of its Ritz vector; where r exceeds a tenth of the largest eigenvalue ' +
    'in magnitude it is absent. Just below a bulk about 0 the gap is small: values of some percent of the sharpness are uncertain',
  edges: 'A flat loss gives 0. Absent where a product with the Hessian is not finite, or Lanczos has not converged',
  reference: 'Sagun et al. 2017, arXiv:1706.04454; Alain, Le Roux & Manzagol 2019, arXiv:1902.02366',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(200),
  group: 'curvature',
  output: scalar(),
  options: [
    {
      key: 'iterations',
      about: 'Largest number of Hessian-vector products',
      type: 'integer',
      default: 40,
      min: 1,
      max: 2000,
    },
  ],
  measure: ({ objective }, { linalg, options }) => {
    const found = largestEigenvalue({
      times: (direction) => objective.hessianProduct(direction).map((value) => -value),
      size: objective.parameters.length,
      iterations: Number(options.iterations),
      precision: objective.precision,
      random: openStream(0, 'smallest curvature'),
      linalg,
    })
    return isAbsent(found) ? found : 0 - found
  },
})
