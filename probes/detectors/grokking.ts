import { defineDetector } from './define.ts'
import { dissected, NOT_BEGUN } from './parts/grokking-stages.ts'
import { inOrder } from './parts/in-order.ts'
import { numberOption, seriesOption } from './parts/options.ts'

/** Grokking in its stages: the network memorizes, nothing seems to happen, it generalizes, and what was memorized is cleaned up. */
export const grokking = defineDetector({
  id: 'grokking',
  name: 'Grokking, dissected',
  symbol: 't_mem, t_gen',
  formula: String.raw`t_\mathrm{mem} = \min\{t : A_\mathrm{tr} \ge \theta\}, \quad A_\mathrm{te}(t_\mathrm{mem}) < b + \tfrac12(1 - b), \quad t_\mathrm{gen}: A_\mathrm{te} = b + 0.05\,h`,
  about:
    'Memorization, the plateau after it, the generalization that ends it, and the end of the clean-up, each with its step, an ' +
    'interval and what the accuracy was before and after. The delay of grokking is from the onset of memorization to that of generalization',
  caveat:
    'Generalization is said when test accuracy is halfway from its level at memorization to 1, so that a network which only ' +
    'memorizes is never said to grok; its onset lies before that. In noisy series a rise that is no logistic ' +
    'function has its onset off by as much as the forms differ. The end of the clean-up is read from test accuracy, not from the weights',
  estimator:
    'Memorized: train accuracy at the threshold for several points in a row, test accuracy being less than halfway. An onset is ' +
    'where 5 % of the rise is done: in smooth series between the last point clearly below and the first clearly above, by 1.645 ' +
    'standard deviations of the noise; in series noisier than 2 % of the rise, by a logistic function in the step, fitted with ' +
    'correlated noise, and the posterior’s interval of 90 %. Of the last 120 points all are kept, and up to 80 before them',
  edges:
    'Nothing is said where train and test accuracy rise together. A series that begins memorized has no memorization, and its ' +
    'plateau begins at its first point. Values that are NaN or infinite are passed over',
  reference: 'Power et al. 2022, arXiv:2201.02177; Nanda et al. 2023, arXiv:2301.05217',
  options: [
    seriesOption('train-accuracy', 'Accuracy on what is trained on', 'train'),
    seriesOption('test-accuracy', 'Accuracy on what is not', 'test'),
    numberOption('memorized', 'Train accuracy from which on it has memorized', 0.95, 0.5, 1),
    numberOption('generalized', 'Test accuracy from which on it has generalized', 0.95, 0.5, 1),
    numberOption('clean', 'Test accuracy at which the clean-up is over', 0.99, 0.5, 1),
    numberOption('hold', 'Points in a row that have to reach it', 3, 1, 1000, 'integer'),
  ],
  ...inOrder({ initial: () => NOT_BEGUN, next: dissected }),
})
