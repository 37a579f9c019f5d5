import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { sureAnswers } from './maths/statistics/sure-answers.ts'

/** How far off wrong answers are. A peak means a near miss of one kind; a flat line means guessing. */
export const errorStructure = defineProbe({
  id: 'error-structure',
  name: 'Error structure',
  symbol: 'h_e',
  formula: String.raw`h_e = P(\hat y - y \equiv e \bmod p \mid \hat y \ne y), \qquad e = 1, \dots, p - 1`,
  unit: '1',
  about:
    'Share of the wrong answers that are off by each number e modulo p: flat at 1/(p − 1) for random guesses, ' +
    'peaked where a network makes one kind of error, as with a missing frequency',
  caveat:
    'Shares of the wrong answers, not of all: the fewer there are, the noisier it is, and a single error makes a ' +
    'peak of 1. Means something only where classes are residues; p is the number of classes',
  estimator: 'Exact count of the answers (the class of the largest logit, the first of equal ones)',
  edges: 'Absent where no answer is wrong, without examples, and where a logit is NaN',
  reference: 'Defined here, for the tasks of Power et al. 2022, arXiv:2201.02177',
  needs: ['predictions'],
  cost: 'free',
  cadence: every(50),
  group: 'behavior',
  output: spectrum({ range: [0, 1], axis: 'error' }),
  options: [
    {
      key: 'split',
      about: 'The split that is evaluated; on train the labels are the training labels',
      type: 'choice',
      default: 'test',
      choices: ['test', 'train'],
    },
  ],
  theory: [
    {
      label: 'Random guesses',
      formula: String.raw`\frac{1}{p - 1}`,
      value: null,
      reference:
        'Counted: p − 1 answers are wrong, and equally likely; for the tasks of Power et al. 2022, arXiv:2201.02177',
    },
  ],
  nulls: ['shuffled-labels'],
  measure: ({ predictions }, { options }) => {
    const { logits, labels } = predictions[options.split as 'test' | 'train']
    const answers = sureAnswers(logits)
    if (isAbsent(answers)) return answers
    const p = logits.cols
    const counts = new Float64Array(p)
    for (const [i, answer] of answers.entries()) {
      const error = (answer - (labels[i] as number) + p) % p
      counts[error] = (counts[error] as number) + 1
    }
    const wrong = answers.length - (counts[0] as number)
    if (wrong === 0) return absent('No answer is wrong')
    return counts.subarray(1).map((count) => count / wrong)
  },
})
