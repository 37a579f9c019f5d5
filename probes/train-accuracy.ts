import { every } from '#src/vocabulary/index.ts'
import { accuracyOn } from './maths/statistics/accuracy-on.ts'
import { defineProbe, scalar } from './define.ts'

/** The share of training examples that are answered correctly. Near 1 the data are memorized, if not understood. */
export const trainAccuracy = defineProbe({
  id: 'train-accuracy',
  name: 'Train accuracy',
  symbol: 'acc_tr',
  formula: String.raw`\frac{1}{P}\sum_{\mu=1}^{P} \mathbf{1}\bigl[\arg\max_c f_\theta(x_\mu)_c = y_\mu\bigr]`,
  unit: '1',
  about: 'Share of the training split that is classified correctly; memorization is complete when it reaches 1',
  caveat:
    'Changes in steps of 1/P. Of equal logits the lowest class counts as the answer, so weights that collapsed to ' +
    'zero answer class 0 and reach the frequency of that class',
  estimator: 'Exact over the whole training split',
  edges:
    'Of equal logits the first class counts as the answer, so weights that collapsed to zero reach the frequency ' +
    'of class 0; absent where a logit is NaN or +∞',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  needs: ['train', 'classes'],
  cost: 'free',
  cadence: every(1),
  group: 'accuracy',
  output: scalar({ range: [0, 1] }),
  options: [],
  measure: ({ train, classes }) => accuracyOn('training split', train, classes),
})
