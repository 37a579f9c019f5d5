import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'

/** The loss on the training split. It says whether the run optimizes at all, and when the data are memorized. */
export const trainLoss = defineProbe({
  id: 'train-loss',
  name: 'Train loss',
  symbol: 'L_tr',
  formula: String.raw`L_{\mathrm{tr}} = \frac{1}{P}\sum_{\mu=1}^{P} \ell\bigl(f_\theta(x_\mu), y_\mu\bigr)`,
  unit: '1',
  about:
    'The loss that the optimizer minimizes. Under weight decay it may rise again while a simpler solution takes over',
  caveat:
    'Without the weight penalty, and in the reduction of the experiment (mean over examples, over outputs too, or a ' +
    'sum): compare values between experiments with care. NaN and infinities are kept, since divergence is a result',
  estimator: 'Exact over the whole training split; examples in float32, their mean in float64',
  edges: 'NaN and infinities are kept, since divergence is a result',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  needs: ['train'],
  cost: 'free',
  cadence: every(1),
  group: 'loss',
  output: scalar({ scale: 'log' }),
  options: [],
  measure: ({ train }) => train.loss,
})
