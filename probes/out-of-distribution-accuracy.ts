import { every } from '#src/vocabulary/index.ts'
import { accuracyOn } from './maths/statistics/accuracy-on.ts'
import { defineProbe, scalar } from './define.ts'

/** The share of right answers on examples of another distribution. Where it stays behind, what was learned is of the examples. */
export const outOfDistributionAccuracy = defineProbe({
  id: 'out-of-distribution-accuracy',
  name: 'Out-of-distribution accuracy',
  symbol: 'acc_ood',
  formula: String.raw`\frac{1}{P}\sum_{\mu=1}^{P} \mathbf{1}\bigl[\arg\max_c f_\theta(x_\mu)_c = y_\mu\bigr], \qquad (x_\mu, y_\mu) \sim q \ne p`,
  unit: '1',
  about:
    'Share of right answers on examples of a distribution q that the experiment names, other than the p of training ' +
    'and test split, such as the same images turned',
  caveat:
    'It thresholds a smooth change. Binomial noise of √(a(1 − a)/P); of equal logits the lowest class counts as the answer',
  estimator: 'Exact over the whole split; its binomial standard error is √(a(1 − a)/P)',
  edges: 'Of equal logits the first class counts as the answer; absent where a logit is NaN or +∞',
  reference: 'Hendrycks & Dietterich 2019, arXiv:1903.12261',
  needs: ['shifted', 'classes'],
  cost: 'pass',
  cadence: every(10),
  group: 'accuracy',
  output: scalar({ range: [0, 1] }),
  options: [],
  measure: ({ shifted, classes }) => accuracyOn('split out of the distribution', shifted, classes),
})
