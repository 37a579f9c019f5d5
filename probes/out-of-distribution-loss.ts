import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'

/** The loss on examples of another distribution than that of the training. What was learned of one may be of no use there. */
export const outOfDistributionLoss = defineProbe({
  id: 'out-of-distribution-loss',
  name: 'Out-of-distribution loss',
  symbol: 'L_ood',
  formula: String.raw`L_{\mathrm{ood}} = \frac{1}{P}\sum_{\mu=1}^{P} \ell\bigl(f_\theta(x_\mu), y_\mu\bigr), \qquad (x_\mu, y_\mu) \sim q \ne p`,
  unit: '1',
  about:
    'The loss on examples of a distribution q that the experiment names, other than the p of training and test split. ' +
    'Beside the test loss it tells what is understood from what only fits the examples',
  caveat:
    'Same reduction as the train loss, and in the units of its own targets: where q has larger ones, the loss of who ' +
    'answers 0 is larger too',
  estimator: 'Exact over the whole split; examples in float32, their mean in float64',
  edges: 'NaN and infinities are kept',
  reference: 'Hendrycks & Dietterich 2019, arXiv:1903.12261',
  needs: ['shifted'],
  cost: 'pass',
  cadence: every(10),
  group: 'loss',
  output: scalar({ scale: 'log' }),
  options: [],
  measure: ({ shifted }) => shifted.loss,
})
