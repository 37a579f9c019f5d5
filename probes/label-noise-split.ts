import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { agreementOf } from './maths/statistics/answers.ts'
import { sureAnswers } from './maths/statistics/sure-answers.ts'

/** What a network does with wrong labels. It learns them by heart, or sees through them while it generalizes. */
export const labelNoiseSplit = defineProbe({
  id: 'label-noise-split',
  name: 'Answers under label noise',
  symbol: 'a_noise',
  formula: String.raw`P(\hat y = y \mid \text{clean}),\quad P(\hat y = \tilde y \mid \tilde y \ne y),\quad P(\hat y = y \mid \tilde y \ne y),\quad P(\hat y = y \mid \text{test})`,
  unit: '1',
  about:
    'Accuracy on training examples with a right label (clean), share of wrongly labeled ones answered as labeled ' +
    '(memorized) and answered with the true class (inverted), and accuracy on the test split: in grokking under ' +
    'label noise memorized falls while inverted rises',
  caveat:
    'With few wrong labels the shares are coarse: their standard error is √(a(1 − a)/n). Memorized and inverted ' +
    'need not add up to 1, since an answer may be neither. Test labels are never corrupted',
  estimator: 'Exact count of the answers (the class of the largest logit, the first of equal ones)',
  edges:
    'Only labels that truly changed count as wrong. Memorized and inverted are absent where none did, clean where all ' +
    'did; absent where a logit is NaN',
  reference: 'Doshi et al. 2024, arXiv:2310.13061',
  needs: ['predictions'],
  cost: 'free',
  cadence: every(5),
  group: 'behavior',
  output: scalars({ range: [0, 1] }),
  options: [],
  tellsDivergence: true,
  measure: ({ predictions: { train, test } }) => {
    const [onTrain, onTest] = [sureAnswers(train.logits), sureAnswers(test.logits)]
    const { labels, trueLabels } = train
    const isWrong = (i: number) => labels[i] !== trueLabels[i]
    const trained = (truth: Int32Array, where: (i: number) => boolean, none: string) => {
      if (isAbsent(onTrain)) return onTrain
      return agreementOf(onTrain, truth, where)?.share ?? absent(none)
    }
    const noWrong = 'No training label is wrong'
    return {
      clean: trained(trueLabels, (i) => !isWrong(i), 'Every training label is wrong'),
      memorized: trained(labels, isWrong, noWrong),
      inverted: trained(trueLabels, isWrong, noWrong),
      test: isAbsent(onTest)
        ? onTest
        : (agreementOf(onTest, test.trueLabels)?.share ?? absent('There are no test examples')),
    }
  },
})
