import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { cosinesByLayer } from './maths/algebra/cosines.ts'

/** Whether the weights keep walking the same way. At the edge of stability successive steps nearly cancel. */
export const updateCosine = defineProbe({
  id: 'update-cosine',
  name: 'Cosine of successive updates',
  symbol: 'cos(Δθₜ, Δθₜ₋₁)',
  formula: String.raw`\frac{\langle \Delta\theta_t, \Delta\theta_{t-1}\rangle}{\lVert \Delta\theta_t\rVert\,\lVert \Delta\theta_{t-1}\rVert}, \qquad \Delta\theta_t = \theta_t - \theta_{t-1}`,
  unit: '1',
  about:
    'Near 1 while the path is straight, towards −1 where gradient descent oscillates across a valley; for each ' +
    'layer and for all of them. It includes the effect of momentum and adaptive rates',
  caveat:
    'Momentum alone makes it large and positive. A weight decay that dominates the gradient makes it 1 without any ' +
    'learning',
  estimator: 'Exact, from what was added to the weights; sums in float64',
  edges: 'Absent before the second update, and where either update is zero. NaN and infinities are kept as NaN',
  reference: 'Cohen et al. 2021, arXiv:2103.00065; Xing et al. 2018, arXiv:1802.08770',
  needs: ['updates', 'previousUpdates'],
  cost: 'free',
  cadence: every(5),
  group: 'gradients',
  output: scalars({ headline: 'total', range: [-1 - 1e-9, 1 + 1e-9] }),
  options: [],
  theory: [
    {
      label: 'Successive updates cancel',
      formula: String.raw`\cos = -1 \text{ where } \eta\lambda_{\max} = 2`,
      value: -1,
      reference: 'Cohen et al. 2021, arXiv:2103.00065',
    },
  ],
  measure: ({ updates, previousUpdates }) =>
    updates === null || previousUpdates === null
      ? absent('There are no two updates before step 2')
      : cosinesByLayer(updates, previousUpdates, ['update', 'previous update']),
})
