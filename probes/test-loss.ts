import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'

/** The loss on examples that the optimizer never sees. Its fall, long after the train loss, is grokking. */
export const testLoss = defineProbe({
  id: 'test-loss',
  name: 'Test loss',
  symbol: 'L_te',
  formula: String.raw`L_{\mathrm{te}} = \frac{1}{P_{\mathrm{te}}}\sum_{\mu=1}^{P_{\mathrm{te}}} \ell\bigl(f_\theta(x_\mu), y_\mu\bigr)`,
  unit: '1',
  about:
    'The loss on examples that the network was not trained on. It rises during memorization and falls at the transition',
  caveat:
    'Same reduction as the train loss. Smoother than test accuracy, so it shows progress earlier; but it can grow ' +
    'while accuracy improves, when a few examples are wrong with high confidence',
  estimator: 'Exact over the whole test split; examples in float32, their mean in float64',
  edges: 'NaN and infinities are kept',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  needs: ['test'],
  cost: 'pass',
  cadence: every(1),
  group: 'loss',
  output: scalar({ scale: 'log' }),
  options: [],
  measure: ({ test }) => test.loss,
})
