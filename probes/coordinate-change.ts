import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { sameLayer } from './maths/algebra/layers.ts'

/** By how much training has moved a typical activation. In µP it is the same at every width; that is the check. */
export const coordinateChange = defineProbe({
  id: 'coordinate-change',
  name: 'Coordinate change',
  symbol: '⟨|h_t − h_0|⟩',
  formula: String.raw`\frac{1}{n N_l} \sum_{\mu, j} \bigl\lvert h^{(l)}_{t, \mu j} - h^{(l)}_{0, \mu j}\bigr\rvert`,
  unit: '1',
  about:
    'Mean absolute change of the hidden activations since the start, on the fixed probe batch. As width grows it ' +
    'stays constant in µP, diverges in the standard parametrization and vanishes in the lazy one',
  caveat:
    'One width alone says nothing about the parametrization; the slope of its logarithm against log width, in the ' +
    'first steps, does. Not relative to the size of the activations',
  estimator: 'Exact over the probe batch; sums in float64',
  edges: 'Exactly 0 at step 0; NaN and infinities are kept',
  reference: 'Yang et al. 2022, arXiv:2203.03466',
  needs: ['hidden', 'initialHidden'],
  cost: 'pass',
  cadence: every(10),
  group: 'representations',
  output: scalars(),
  options: [],
  nulls: ['shuffled-examples'],
  measure: ({ hidden, initialHidden }) => {
    const changes = Object.entries(hidden).map(([name, { data }]) => {
      const then = sameLayer(initialHidden, name, 'initialHidden').data
      let sum = 0
      for (let i = 0; i < data.length; i++) sum += Math.abs((data[i] ?? 0) - (then[i] ?? 0))
      return [name, sum / data.length]
    })
    return Object.fromEntries(changes)
  },
})
