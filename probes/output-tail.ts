import { absent, estimate, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { excessKurtosis } from './maths/statistics/kurtosis.ts'

/** How heavy the tails of a network's output are over random draws of its weights. Normal at infinite width, Student at finite. */
export const outputTail = defineProbe({
  id: 'output-tail',
  name: 'Tail of the output distribution',
  symbol: 'k, ν̂',
  formula: String.raw`k = \frac{\mathbb{E}(f - \bar{f})^4}{\bigl(\mathbb{E}(f - \bar{f})^2\bigr)^2} - 3, \qquad \hat{\nu} = 4 + \frac{6}{k}`,
  unit: '1',
  about:
    'Excess kurtosis of an output over networks drawn from prior or posterior (kurtosis), and the degrees of ' +
    'freedom of the Student distribution with the same kurtosis (freedom). At infinite width outputs are a ' +
    'Gaussian process, k = 0; at a finite ratio of width to number of data the theory gives a Student process',
  caveat:
    'A fourth moment needs many draws: a few outliers dominate it, and its standard error too. The mean over ' +
    'outputs treats them as equivalent. The Student distribution is fitted to one moment; this is not a test of ' +
    'the distribution',
  estimator:
    'Kurtosis of each output, corrected for the number of draws (G₂), in float64, averaged over outputs; standard ' +
    'error by leaving out one draw at a time, that of ν̂ by first-order propagation',
  edges:
    'For k ≤ 0 no Student distribution has heavier tails than the normal one, and ν̂ is ∞, which is its true ' +
    'value. Outputs that do not vary are left out. Needs 5 draws',
  reference: 'Pacelli et al. 2023, arXiv:2209.04882',
  needs: ['draws'],
  cost: 'free',
  cadence: every(100),
  group: 'ensembles',
  output: scalars({ headline: 'kurtosis' }),
  theory: [
    {
      label: 'Prior of one hidden layer',
      formula: String.raw`k = \frac{3}{N} \Bigl( \frac{\mathbb{E} h^4}{(\mathbb{E} h^2)^2} - 1 \Bigr), \quad \text{linear: } \frac{6}{N}`,
      value: null,
      reference: 'Pacelli et al. 2023, arXiv:2209.04882',
    },
  ],
  options: [],
  measure: ({ draws }) => {
    if (draws.rows < 5) return absent(`Needs 5 draws, and there are ${draws.rows}`)
    const found = excessKurtosis(draws)
    if (found === null) return absent('No output varies over the draws')
    const { mean: k, standardError } = found
    return {
      kurtosis: estimate(k, standardError),
      freedom: k <= 0 ? Infinity : estimate(4 + 6 / k, (6 / k ** 2) * standardError),
    }
  },
})
