import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { eachOrdinaryGroup, frequencyPowers, groupPowers } from './maths/algebra/frequency-powers.ts'
import { giniOf } from './maths/statistics/gini.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'

/** How unevenly the weights spread over frequencies. It rises while a network cleans up to a few of them. */
export const gini = defineProbe({
  id: 'gini',
  name: 'Gini coefficient',
  symbol: 'G',
  formula: String.raw`\frac{\sum_{i=1}^{n} (2i - n - 1)\, x_{(i)}}{n \sum_{i=1}^{n} x_{(i)}}, \qquad x_{(1)} \le \dots \le x_{(n)}`,
  unit: '1',
  about:
    'Sparsity in Fourier space without a threshold: 0 where all frequencies have the same norm, (n − 1)/n where ' +
    'one of n has all. It rises in the clean-up phase of grokking',
  caveat:
    'The norm of a frequency is over all neurons, so a network with one frequency per neuron that uses all ' +
    'frequencies appears uniform: set the option of to neurons then. Not corrected for n: compare values at the ' +
    'same p only',
  estimator: 'Exact: powers of the real Fourier basis in the precision of the weights, sorted and summed in float64',
  edges:
    'The constant Fourier component is left out of fourier and neurons. Absent where all that is compared is zero, ' +
    'and for NaN or infinite weights. Neurons that are constant over the residues are left out of the mean over neurons',
  reference: 'Nanda et al. 2023, arXiv:2301.05217; Hurley & Rickard 2009, arXiv:0811.4706',
  needs: ['residueWeights'],
  cost: 'free',
  cadence: every(20),
  group: 'structure',
  output: scalars({ range: [0, 1] }),
  options: [
    {
      key: 'of',
      about:
        'Norms of the frequencies over all neurons (fourier), the mean over neurons of the coefficient of each ' +
        '(neurons), or the magnitudes of the weights themselves (entries)',
      type: 'choice',
      default: 'fourier',
      choices: ['fourier', 'neurons', 'entries'],
    },
  ],
  theory: [
    {
      label: 'Gaussian weights, of neurons, many frequencies',
      formula: String.raw`1 - \frac{1}{\sqrt{2}}`,
      value: 1 - Math.SQRT1_2,
      reference: 'Amplitudes of white noise are Rayleigh distributed; Rayleigh 1880, Phil. Mag. 10',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg, options }) => {
    const coefficientOf = (weights: Matrix): number | null => {
      if (options.of === 'entries') return giniOf(Float64Array.from(weights.data).map(Math.abs))
      if (options.of === 'fourier') return giniOf(groupPowers(weights, linalg).map(Math.sqrt))
      const { rows, cols, data } = frequencyPowers(weights, linalg)
      const each = Array.from({ length: rows }, (_, row) =>
        giniOf(data.subarray(row * cols, (row + 1) * cols).map(Math.sqrt)),
      ).filter((coefficient) => coefficient !== null)
      return each.length === 0 ? null : each.reduce((sum, coefficient) => sum + coefficient, 0) / each.length
    }
    return eachOrdinaryGroup(residueWeights, (weights) => coefficientOf(weights) ?? absent('All values are zero'))
  },
})
