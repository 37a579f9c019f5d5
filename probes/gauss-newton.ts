import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { gaussNewtonOf } from './maths/chain/gauss-newton.ts'
import { placesOf } from './maths/chain/flat.ts'
import { largestEigenvalue } from './maths/algebra/top-eigenpairs.ts'

/** Curvature of the training loss as if the network were linear in its weights: the part of the Hessian that is never negative. */
export const gaussNewton = defineProbe({
  id: 'gauss-newton',
  name: 'Gauss–Newton curvature',
  symbol: 'λ_max(G), tr G',
  formula: String.raw`G = \sum_i J_i^{\mathsf{T}} \frac{\partial^2 L_{\mathrm{tr}}}{\partial f_i \, \partial f_i} J_i, \qquad J_i = \frac{\partial f_i}{\partial\theta}`,
  unit: '1',
  about:
    'Largest eigenvalue and trace of the Gauss–Newton matrix. Near a minimum that fits the data it is the Hessian; ' +
    'how far they differ shows the curvature that comes from residuals and from features that still change. For ' +
    'squared error its eigenvalues are those of the tangent kernel, scaled; for cross-entropy it is the Fisher ' +
    'information',
  caveat:
    'Not the empirical Fisher, which uses gradients at the labels and is a different matrix away from an optimum; see ' +
    'empirical-fisher-trace. Depends on reduction of the loss and parametrization as the sharpness does',
  estimator:
    'In the precision of the chain, over the whole training split. λ_max by Lanczos with full reorthogonalization ' +
    'on exact products; the trace exactly, with one backward pass for each output, where there are at least as ' +
    'many draws as outputs, otherwise from random signs at the outputs, with its standard error',
  edges: 'The largest eigenvalue is absent where Lanczos has not converged or a product is not finite',
  reference: 'Schraudolph 2002, Neural Comput. 14; Martens 2020, arXiv:1412.1193',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(100),
  group: 'curvature',
  output: scalars({ headline: 'largest', scale: 'log' }),
  options: [
    {
      key: 'iterations',
      about: 'Largest number of matrix-vector products',
      type: 'integer',
      default: 20,
      min: 1,
      max: 1000,
    },
    {
      key: 'draws',
      about: 'Number of backward passes for the trace',
      type: 'integer',
      default: 10,
      min: 2,
      max: 10_000,
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
  measure: ({ chain }, { linalg, random, options }) => {
    const { times, trace } = gaussNewtonOf(chain, linalg)
    const size = placesOf(chain.layers).size
    const iterations = Number(options.iterations)
    const precision = chain.train.inputs.data instanceof Float64Array ? 'float64' : 'float32'
    return {
      largest: largestEigenvalue({ times, size, iterations, precision, random, linalg }),
      trace: trace(Number(options.draws), random),
    }
  },
})
