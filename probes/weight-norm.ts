import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { normsByLayer } from './maths/algebra/norms.ts'

/** How large the weights are. Weight decay shrinks them while the memorized solution is cleaned up. */
export const weightNorm = defineProbe({
  id: 'weight-norm',
  name: 'Weight norm',
  symbol: '‖θ‖₂',
  formula: String.raw`\lVert\theta\rVert_2 = \sqrt{\sum_i \theta_i^2}`,
  unit: '1',
  about: 'Grows while the data are memorized and falls, or settles, as a generalizing solution takes over',
  caveat:
    'Not comparable between widths or parametrizations; in layers followed by a normalization the function does not ' +
    'depend on it. Strong weight decay can lead to 0, which is reported as 0',
  estimator: 'Exact, of the float32 weights; summed in float64',
  edges: 'Weights that decayed to zero have norm 0, and that is what is reported',
  reference: 'Liu et al. 2022, arXiv:2210.01117; Nanda et al. 2023, arXiv:2301.05217',
  needs: ['weights'],
  cost: 'free',
  cadence: every(5),
  group: 'norms',
  output: scalars({ headline: 'total' }),
  options: [],
  measure: ({ weights }) => normsByLayer(weights),
})
