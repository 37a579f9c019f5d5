import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { cosinesByLayer } from './maths/algebra/cosines.ts'

/** Whether the gradient keeps its direction from step to step. −1 is bouncing between the walls of a valley. */
export const gradientCosine = defineProbe({
  id: 'gradient-cosine',
  name: 'Cosine of successive gradients',
  symbol: 'cos(gₜ, gₜ₋₁)',
  formula: String.raw`\frac{\langle g_t, g_{t-1}\rangle}{\lVert g_t\rVert\,\lVert g_{t-1}\rVert}, \qquad g_t = \nabla L(\theta_t)`,
  unit: '1',
  about:
    'Near 1 on a smooth descent, near −1 where steps are too long for the curvature, near 0 where the noise of ' +
    'minibatches rules; of each layer and of all',
  caveat:
    'Of the loss alone, without momentum or decay. In high dimensions unrelated directions have a cosine near 0, ' +
    'so small values of either sign mean little',
  estimator: 'Exact, of the gradients that the updates follow; sums in float64',
  edges: 'Absent at step 0, and where either gradient is zero. NaN and infinities are kept as NaN',
  reference: 'Cohen et al. 2021, arXiv:2103.00065',
  needs: ['gradients', 'previousGradients'],
  cost: 'free',
  cadence: every(5),
  group: 'gradients',
  output: scalars({ headline: 'total', range: [-1 - 1e-9, 1 + 1e-9] }),
  options: [],
  measure: ({ gradients, previousGradients }) =>
    previousGradients === null
      ? absent('There is no earlier gradient at step 0')
      : cosinesByLayer(gradients, previousGradients, ['gradient', 'previous gradient']),
})
