import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { sameLayer } from './maths/algebra/layers.ts'
import { normsByLayer } from './maths/algebra/norms.ts'
import type { Layers } from './inputs.ts'

/** The share of yesterday in an average over about 50 steps, as in Grokfast. */
const KEPT = 0.98

/** How much of the gradient is slow. The slow part is said to carry generalization; amplifying it hastens grokking. */
export const slowGradientRatio = defineProbe({
  id: 'slow-gradient-ratio',
  name: 'Slow-gradient ratio',
  symbol: '‖EMA(g)‖/‖g‖',
  formula: String.raw`\frac{\lVert m_t\rVert}{\lVert g_t\rVert}, \qquad m_t = \alpha\, m_{t-1} + (1 - \alpha)\, g_t, \quad m_0 = g_0, \quad \alpha = 0.98`,
  unit: '1',
  about:
    'Norm of the moving average of the gradient divided by that of the current gradient, for each layer and for ' +
    'all of them: 1 for a gradient that keeps its direction and size, small where it fluctuates, above 1 just ' +
    'after it fell',
  caveat:
    'A falling gradient norm raises it without any slow component: compare with the gradient norm. Averages from ' +
    'the step at which the probe was attached, and forgets its start over some 100 steps',
  estimator: 'Exact exponential average, updated at every step in float64; it starts at the first gradient',
  edges: 'Absent where the gradient is zero; NaN from the first gradient that holds one',
  reference: 'Lee et al. 2024, arXiv:2405.20233',
  needs: ['gradients'],
  cost: 'free',
  cadence: every(10),
  group: 'gradients',
  output: scalars({ headline: 'total', scale: 'log' }),
  options: [],
  memory: {
    initial: null as Layers | null,
    next: (slow, { gradients }) => {
      const layers = Object.entries(gradients).map(([name, { shape, values }]) => {
        const before = slow === null ? values : sameLayer(slow, name, 'the average').values
        const moved = new Float64Array(values.length)
        for (let i = 0; i < moved.length; i++) moved[i] = KEPT * (before[i] ?? 0) + (1 - KEPT) * (values[i] ?? 0)
        return [name, { shape, values: moved }]
      })
      return Object.fromEntries(layers) as Layers
    },
  },
  measure: ({ gradients }, { memory }) => {
    if (memory === null) return absent('No gradient has been seen yet')
    const slow = normsByLayer(memory)
    const ratios = Object.entries(normsByLayer(gradients)).map(([name, norm]) => [
      name,
      norm === 0 ? absent('The gradient is zero') : (slow[name] ?? NaN) / norm,
    ])
    return Object.fromEntries(ratios)
  },
})
