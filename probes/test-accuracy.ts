import { every } from '#src/vocabulary/index.ts'
import { accuracyOn } from './maths/statistics/accuracy-on.ts'
import { defineProbe, scalar } from './define.ts'

/** The share of unseen examples that are answered correctly. Its late, sudden rise is what grokking means. */
export const testAccuracy = defineProbe({
  id: 'test-accuracy',
  name: 'Test accuracy',
  symbol: 'acc_te',
  formula: String.raw`\frac{1}{P_{\mathrm{te}}}\sum_{\mu=1}^{P_{\mathrm{te}}} \mathbf{1}\bigl[\arg\max_c f_\theta(x_\mu)_c = y_\mu\bigr]`,
  unit: '1',
  about:
    'Share of the test split that is classified correctly; the transition to generalization is visible in this curve',
  caveat:
    'It thresholds a smooth change, so the loss and the probes of structure move earlier. Binomial noise of √(a(1 ' +
    '− a)/P_te); of equal logits the lowest class counts as the answer',
  estimator: 'Exact over the whole test split; its binomial standard error is √(a(1 − a)/P_te)',
  edges: 'Of equal logits the first class counts as the answer; absent where a logit is NaN or +∞',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  needs: ['test', 'classes'],
  cost: 'pass',
  cadence: every(1),
  group: 'accuracy',
  output: scalar({ range: [0, 1] }),
  options: [],
  measure: ({ test, classes }) => accuracyOn('test split', test, classes),
})
