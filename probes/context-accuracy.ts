import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { columnMeans } from './maths/algebra/column-means.ts'

/** What the whole context is good for. Where the last position is right and the first is not, the network learned to learn. */
export const contextAccuracy = defineProbe({
  id: 'context-accuracy',
  name: 'Accuracy in context',
  symbol: 'a_1, a_T',
  formula: String.raw`a_1,\quad a_T,\quad a_t = \frac{1}{n} \sum_{i=1}^{n} \mathbf{1}[\hat y_{it} = y_{it}]`,
  unit: '1',
  about:
    'Share of sequences whose prediction is right at the first position, where there is nothing in the context yet, and ' +
    'at the last, where all of it is: the last rises above the first in a network that learns in context',
  caveat: 'A share of n sequences has a standard error of √(a(1 − a)/n)',
  estimator: 'Exact mean over the sequences',
  edges: 'Absent where the task does not define right answers, and without sequences',
  reference: 'Brown et al. 2020, arXiv:2005.14165; Tao et al. 2025, arXiv:2502.10390',
  needs: ['sequences'],
  cost: 'free',
  cadence: every(50),
  group: 'behavior',
  output: scalars({ range: [0, 1] }),
  options: [],
  measure: ({ sequences: { correct } }) => {
    if (correct === null) return absent('The predictions of these sequences are neither right nor wrong')
    const means = columnMeans(correct)
    if (means === null) return absent('There are no sequences')
    return { first: means[0] as number, last: means.at(-1) as number }
  },
})
