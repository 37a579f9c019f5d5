import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'

/** What counting alone allows the gap to be. It tells whether the last layer has more freedom than the data. */
export const lastLayerBound = defineProbe({
  id: 'last-layer-bound',
  name: 'Last-layer bound on the gap',
  symbol: '2N/P',
  formula: String.raw`\epsilon_{\mathrm{te}} - \epsilon_{\mathrm{tr}} \lesssim \frac{2 N_{\mathrm{out}}}{P}\,\mathrm{Var}(y)`,
  unit: '1',
  about:
    'Mean-field bound on the generalization gap of squared error in regression, for a last layer that is optimal ' +
    'given its features: twice its width over the number of training examples, times the variance of the targets',
  caveat:
    'Asymptotic, for a wide last layer of far fewer neurons than examples: the exact gap of least squares on Gaussian ' +
    'features exceeds it by a share of about N/2P, 6 % at N/P = 0.1. It bounds the squared error per output, without a factor ½: compare with a mean ' +
    'squared error only',
  estimator: 'Exact from shapes and targets; the variance is over examples, averaged over outputs, in float64',
  edges: 'Absent for a network without a hidden layer, and where the targets do not vary',
  reference: 'Ariosto et al. 2022, arXiv:2201.11022',
  needs: ['chain'],
  cost: 'free',
  cadence: every(1000),
  group: 'generalization',
  output: scalar({ scale: 'log' }),
  options: [],
  measure: ({ chain: { layers, train } }) => {
    const last = layers.at(-1)
    if (last === undefined || layers.length < 2) return absent('The network has no hidden layer')
    const { matrix: targets, exponent } = ordinarySize(train.targets)
    const variance = meanVariance(targets)
    if (variance === 0) return absent('The targets do not vary')
    return timesPowerOfTwo(((2 * last.weight.rows) / train.inputs.rows) * variance, 2 * exponent)
  },
})

/** Over the rows, averaged over the columns. */
function meanVariance({ rows, cols, data }: { rows: number; cols: number; data: ArrayLike<number> }): number {
  let total = 0
  for (let col = 0; col < cols; col++) {
    let mean = 0
    for (let row = 0; row < rows; row++) mean += (data[row * cols + col] ?? 0) / rows
    for (let row = 0; row < rows; row++) total += ((data[row * cols + col] ?? 0) - mean) ** 2 / rows
  }
  return total / cols
}
