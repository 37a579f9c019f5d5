import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { normsByLayer } from './maths/algebra/norms.ts'

/** How far the weights have walked. Much longer than the straight distance, it tells of oscillation or noise. */
export const pathLength = defineProbe({
  id: 'path-length',
  name: 'Path length',
  symbol: 'Σ‖Δθ‖',
  formula: String.raw`\sum_{s \le t} \lVert\theta_s - \theta_{s-1}\rVert_2`,
  unit: '1',
  about:
    'The length of the path through the space of weights, for each layer and for all of them. Compared with the ' +
    'distance from initialization it says how straight the path was',
  caveat:
    'Counts from the step at which the probe was attached. Minibatch noise lengthens it without limit, so its ' +
    'growth alone is not progress. The value for all layers is less than the sum over layers, since steps of ' +
    'different layers are orthogonal',
  estimator: 'Exact; every update counts, whether or not a value is due, and sums are in float64',
  edges: 'Absent before the first update; NaN from the first update that holds one',
  reference: 'Frankle et al. 2020, arXiv:2002.10365',
  needs: ['updates'],
  cost: 'free',
  cadence: every(5),
  group: 'norms',
  output: scalars({ headline: 'total' }),
  options: [],
  memory: {
    initial: null as Readonly<Record<string, number>> | null,
    next: (walked, { updates }) => {
      if (updates === null) return walked
      const norms = Object.entries(normsByLayer(updates))
      return Object.fromEntries(norms.map(([name, norm]) => [name, (walked?.[name] ?? 0) + norm]))
    },
  },
  // The memory has read the updates of this step already.
  measure: (_inputs, { memory }) => memory ?? absent('There is no update before step 1'),
})
