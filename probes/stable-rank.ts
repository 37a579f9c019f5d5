import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { singularValuesByLayer } from './maths/algebra/layers.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'

/** How many directions share the largest one's strength. It falls when one direction outgrows the rest. */
export const stableRank = defineProbe({
  id: 'stable-rank',
  name: 'Stable rank',
  symbol: 'srank',
  formula: String.raw`\frac{\lVert W\rVert_F^2}{\lVert W\rVert_2^2} = \frac{\sum_i \sigma_i^2}{\sigma_1^2}`,
  unit: '1',
  about: 'A rank that small singular values do not raise: between 1 and the rank. Low where one direction dominates',
  caveat: 'Dominated by the largest singular value. Never larger than the effective rank of squared singular values',
  estimator: 'Exact singular values, in the precision of the weights; sums in float64',
  edges:
    'A layer of zeros has none and is absent, and so is one that contains NaN or an infinity. Vectors are left out',
  reference: 'Rudelson & Vershynin 2007, J. ACM 54(4), 21; Martin & Mahoney 2021, arXiv:1810.01075',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'spectra',
  output: scalars(),
  options: [],
  theory: [
    {
      label: 'Random weights, m columns, q = m/n',
      formula: String.raw`\frac{m}{(1 + \sqrt{q})^2}`,
      value: null,
      reference: 'Marchenko & Pastur 1967, Math. USSR Sb. 1, 457',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) => {
    const spectra = singularValuesByLayer(weights, linalg)
    if (isAbsent(spectra)) return spectra
    const ranks = Object.entries(spectra).map(([name, sigma]) => {
      if (isAbsent(sigma)) return [name, sigma]
      const largest = sigma[0] ?? 0
      if (largest === 0) return [name, absent(`The weights of '${name}' are all zero`)]
      return [name, sumOfSquares(sigma.map((value) => value / largest))]
    })
    return Object.fromEntries(ranks)
  },
})
