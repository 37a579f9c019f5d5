import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { normsByLayer } from './maths/algebra/norms.ts'

/** How steep the training loss is. Spikes announce instability; a small value on a high loss is a plateau. */
export const gradientNorm = defineProbe({
  id: 'gradient-norm',
  name: 'Gradient norm',
  symbol: '‖∇L‖₂',
  formula: String.raw`\lVert\nabla_\theta L_{\mathrm{tr}}\rVert_2 = \sqrt{\sum_i \bigl(\partial L_{\mathrm{tr}} / \partial\theta_i\bigr)^2}`,
  unit: '1',
  about:
    'Falls once the data are fitted; under weight decay it levels off where the gradient of the loss balances the decay',
  caveat:
    'Of the loss alone, on the examples of the update: a decoupled weight decay is not included, and an adaptive ' +
    'optimizer rescales it. NaN or an infinity here is the first sign of divergence and is kept',
  estimator: 'Exact, of the float32 gradient that the update follows; summed in float64',
  edges: 'NaN and infinities are kept: here they are the first sign of divergence',
  reference: 'Thilak et al. 2022, arXiv:2206.04817',
  needs: ['gradients'],
  cost: 'free',
  cadence: every(5),
  group: 'norms',
  output: scalars({ headline: 'total', scale: 'log' }),
  options: [],
  measure: ({ gradients }) => normsByLayer(gradients),
})
