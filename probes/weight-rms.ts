import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { normsByLayer } from './maths/algebra/norms.ts'

/** The typical size of one weight. Unlike a norm it compares layers, and networks, of different width. */
export const weightRms = defineProbe({
  id: 'weight-rms',
  name: 'Root-mean-square weight',
  symbol: 'rms θ',
  formula: String.raw`\frac{\lVert W^{(l)}\rVert_F}{\sqrt{n_l m_l}}`,
  unit: '1',
  about:
    'How large a weight is on average, for each layer and for all of them. At initialization 1/√(fan-in), or as ' +
    'the parametrization sets it; if one layer alone grows, that is the one that learns',
  caveat:
    'A few large weights and many zeros can give the same value as many of medium size. In layers followed by a ' +
    'normalization the function does not depend on it',
  estimator: 'Exact, of the weights as stored; summed in float64',
  edges: 'Weights that decayed to zero give 0; NaN and infinities are kept',
  reference: 'Yang et al. 2022, arXiv:2203.03466',
  needs: ['weights'],
  cost: 'free',
  cadence: every(5),
  group: 'norms',
  output: scalars({ headline: 'total', scale: 'log' }),
  options: [],
  measure: ({ weights }) => {
    const counts = Object.entries(weights).map(([name, { values }]) => [name, values.length] as const)
    const all = new Map([['total', counts.reduce((sum, [, count]) => sum + count, 0)], ...counts])
    const norms = Object.entries(normsByLayer(weights))
    return Object.fromEntries(norms.map(([name, norm]) => [name, norm / Math.sqrt(all.get(name) ?? NaN)]))
  },
})
