import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, matrix } from './define.ts'
import { sureAnswers } from './maths/statistics/sure-answers.ts'

/** Which class is taken for which. Blocks off the diagonal are classes that the network does not tell apart. */
export const confusionMatrix = defineProbe({
  id: 'confusion-matrix',
  name: 'Confusion matrix',
  symbol: 'Cᵢⱼ',
  formula: String.raw`C_{ij} = \#\{ n : y_n = i,\; \hat y_n = j \}`,
  unit: '1',
  about:
    'How many examples of each class (row) were given each answer (column), over the test split: right answers lie ' +
    'on the diagonal, and structure off the diagonal shows which classes are confused',
  caveat:
    'Counts, not shares: rows of frequent classes look stronger. With many classes and few examples most entries ' +
    'are 0 by chance. On train the labels are those trained on, wrong ones included',
  estimator: 'Exact count of the answers (the class of the largest logit, the first of equal ones)',
  edges:
    'Absent above the bound on classes, without examples, and where a logit is NaN. A class without examples has a row ' +
    'of zeros, which is its count',
  reference: 'Stehman 1997, Remote Sensing of Environment 62',
  needs: ['predictions'],
  cost: 'free',
  cadence: every(100),
  group: 'behavior',
  output: matrix(),
  options: [
    {
      key: 'split',
      about: 'The split that is evaluated; on train the labels are the training labels',
      type: 'choice',
      default: 'test',
      choices: ['test', 'train'],
    },
    {
      key: 'most',
      about: 'Largest number of classes for which the matrix is computed',
      type: 'integer',
      default: 128,
      min: 2,
      max: 1024,
    },
  ],
  measure: ({ predictions }, { options }) => {
    const { logits, labels } = predictions[options.split as 'test' | 'train']
    const answers = sureAnswers(logits)
    if (isAbsent(answers)) return answers
    const classes = logits.cols
    if (classes > (options.most as number)) {
      return absent(
        `${classes} classes are more than the ${options.most} for which the matrix is made; see the option 'most'`,
      )
    }
    const data = new Float64Array(classes * classes)
    for (const [i, answer] of answers.entries()) {
      const at = (labels[i] as number) * classes + answer
      data[at] = (data[at] as number) + 1
    }
    return { rows: classes, cols: classes, data }
  },
})
