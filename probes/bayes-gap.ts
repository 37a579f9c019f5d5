import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { columnMeans } from './maths/algebra/column-means.ts'

/** How far in-context predictions are from the best there are. At 0, nothing is left to learn from the context. */
export const bayesGap = defineProbe({
  id: 'bayes-gap',
  name: 'Gap to the Bayes-optimal loss',
  symbol: 'Δ_t',
  formula: String.raw`\Delta_t = \frac{1}{n} \sum_{i=1}^{n} \ell_{it} - \ell^{*}_t`,
  unit: 'nat',
  about:
    'Mean loss at each position minus that of the exact posterior predictor, which knows the task family but not ' +
    'the task: 0 at every position for a network whose inference is optimal',
  caveat:
    'The optimal loss is an expectation: on few sequences the gap may be negative by chance, and such values are ' +
    'kept. It is meaningless if the optimal loss is not that of the distribution from which the sequences were ' +
    'drawn',
  estimator: 'Exact mean of the losses, in float64, minus the optimal loss that the task states',
  edges: 'Absent where the task states no optimal loss, where that has another length, and without sequences',
  reference: 'Xie et al. 2022, arXiv:2111.02080; Raventós et al. 2023, arXiv:2306.15063',
  needs: ['sequences'],
  cost: 'free',
  cadence: every(50),
  group: 'behavior',
  output: spectrum({ axis: 'position' }),
  options: [],
  theory: [
    {
      label: 'Bayes-optimal',
      formula: String.raw`\Delta_t = 0`,
      value: 0,
      reference: 'Xie et al. 2022, arXiv:2111.02080',
    },
  ],
  measure: ({ sequences: { losses, floor } }) => {
    if (floor === null) return absent('The task states no Bayes-optimal loss')
    if (floor.length !== losses.cols) {
      return absent(`The Bayes-optimal loss has ${floor.length} positions and the sequences ${losses.cols}`)
    }
    const means = columnMeans(losses)
    return means?.map((mean, t) => mean - (floor[t] as number)) ?? absent('There are no sequences')
  },
})
