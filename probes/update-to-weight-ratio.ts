import { absent, every } from '#src/vocabulary/index.ts'
import { divergenceOf } from './maths/algebra/finite.ts'
import { defineProbe, scalars } from './define.ts'
import { sameLayer } from './maths/algebra/layers.ts'
import { rootOfRatio, squaresOf } from './maths/algebra/wide.ts'

/** How far one step moves a layer, as a share of its size. It tells a learning rate that is too large or too small. */
export const updateToWeightRatio = defineProbe({
  id: 'update-to-weight-ratio',
  name: 'Update-to-weight ratio',
  symbol: '‖Δθ‖/‖θ‖',
  formula: String.raw`\frac{\lVert\theta^{(l)}_t - \theta^{(l)}_{t-1}\rVert_2}{\lVert\theta^{(l)}_t\rVert_2}`,
  unit: '1',
  about: 'Around 1e-3 is common practice; a layer far above it is being overwritten, one far below it stands still',
  caveat:
    'The update is what was applied, weight decay included; the weights are those after it. Absent at step 0, before ' +
    'the first update, and for a layer whose weights are all zero. The value of 1e-3 is folklore, not theory',
  estimator: 'Exact; differences and sums in float64',
  edges:
    'Absent at step 0, before the first update, and for a layer whose weights are all zero, or hold NaN or an infinity',
  reference: 'Karpathy 2015, CS231n notes "Ratio of weights:updates", cs231n.github.io/neural-networks-3',
  needs: ['weights', 'updates'],
  cost: 'free',
  cadence: every(5),
  group: 'norms',
  output: scalars({ scale: 'log' }),
  options: [],
  measure: ({ weights, updates }) => {
    if (updates === null) return absent('There is no update before step 1')
    const ratios = Object.entries(weights).map(([name, layer]) => {
      const size = squaresOf(layer.values)
      if (size.value === 0) return [name, absent(`The weights of '${name}' are all zero`)] as const
      // An update over infinite weights would be 0, as if it had stopped.
      const diverged = divergenceOf(`The weights of '${name}'`, layer.values)
      if (diverged !== null) return [name, diverged] as const
      return [name, rootOfRatio(squaresOf(sameLayer(updates, name, 'updates').values), size)] as const
    })
    return Object.fromEntries(ratios)
  },
})
