import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { largestCurvature } from './maths/algebra/largest-curvature.ts'

/** How strongly the training loss curves where it curves most. Full-batch gradient descent drives it to 2/η and keeps it there. */
export const sharpness = defineProbe({
  id: 'sharpness',
  name: 'Sharpness',
  symbol: 'λ_max',
  formula: String.raw`\lambda_{\max}\bigl(\nabla_\theta^2 L_{\mathrm{tr}}\bigr)`,
  unit: '1',
  about:
    'Curvature of the training loss along its most curved direction. It rises in training (progressive ' +
    'sharpening); a gradient step of rate η overshoots along that direction once the curvature exceeds 2/η',
  caveat:
    'The largest signed eigenvalue, not the largest in magnitude. Depends on the parametrization: scaling the ' +
    'weights of a ReLU layer up and of the next one down leaves the function as it is and changes this. Halving ' +
    'the loss, or another reduction of it, scales it likewise. Without the L2 term of an optimizer; see ' +
    'edge-of-stability',
  estimator:
    'Lanczos with full reorthogonalization from a random start, the same at every step, on exact Hessian-vector ' +
    'products over the whole training split. A lower bound, off by about r²/gap for a residual r of its Ritz ' +
    'vector; where r exceeds a tenth of the largest eigenvalue in magnitude it is absent',
  edges: 'A flat loss gives 0. Absent where a product with the Hessian is not finite, or Lanczos has not converged',
  reference: 'Cohen et al. 2021, arXiv:2103.00065; Lanczos 1950, J. Res. Natl. Bur. Stand. 45',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(100),
  group: 'curvature',
  output: scalar({ scale: 'log' }),
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
      label: 'Edge of stability of gradient descent',
      formula: String.raw`2/\eta`,
      value: null,
      reference: 'Cohen et al. 2021, arXiv:2103.00065',
    },
  ],
  measure: ({ objective }, { linalg, options }) => largestCurvature(objective, Number(options.iterations), linalg),
})
