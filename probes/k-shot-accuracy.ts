import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { columnMeans } from './maths/algebra/column-means.ts'

/** How accuracy grows with the examples in the context. A rise along the sequence is learning without any update. */
export const kShotAccuracy = defineProbe({
  id: 'k-shot-accuracy',
  name: 'Accuracy by position',
  symbol: 'a_t',
  formula: String.raw`a_t = \frac{1}{n} \sum_{i=1}^{n} \mathbf{1}[\hat y_{it} = y_{it}]`,
  unit: '1',
  about:
    'Share of sequences whose prediction is right at each position: flat for a network that ignores its context, ' +
    'rising with every example in the context for one that learns in context',
  caveat:
    'Positions may differ in what they predict, depending on the task. A share of n sequences has a standard error ' +
    'of √(a(1 − a)/n)',
  estimator: 'Exact mean over the sequences',
  edges: 'Absent where the task does not define right answers, and without sequences',
  reference: 'Brown et al. 2020, arXiv:2005.14165; He et al. 2024, arXiv:2406.02550',
  needs: ['sequences'],
  cost: 'free',
  cadence: every(50),
  group: 'behavior',
  output: spectrum({ range: [0, 1], axis: 'position' }),
  options: [],
  measure: ({ sequences: { correct } }) => {
    if (correct === null) return absent('The predictions of these sequences are neither right nor wrong')
    return columnMeans(correct) ?? absent('There are no sequences')
  },
})
