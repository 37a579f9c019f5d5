import { every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'

/** The share of training examples that are answered correctly. Near 1 the data are memorized, if not understood. */
export const trainAccuracy = defineProbe({
  id: 'train-accuracy',
  name: 'Train accuracy',
  symbol: 'acc_tr',
  formula: String.raw`\frac{1}{P}\sum_{\mu=1}^{P} \mathbf{1}\bigl[\arg\max_c f_\theta(x_\mu)_c = y_\mu\bigr]`,
  unit: '1',
  about: 'How much of the training split is answered correctly; memorization ends where it reaches 1',
  caveat:
    'Moves in steps of 1/P. Equal logits go to the lowest class, so weights that collapsed to zero answer class 0 and ' +
    'score its frequency',
  estimator: 'Exact over the whole training split',
  edges: 'Of equal logits the first class counts, so weights that collapsed to zero score the frequency of class 0',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  needs: ['train'],
  cost: 'free',
  cadence: every(1),
  group: 'accuracy',
  output: scalar({ range: [0, 1] }),
  options: [],
  measure: ({ train }) => train.accuracy,
})
