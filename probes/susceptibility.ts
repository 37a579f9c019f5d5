import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'

/** How much an order parameter differs from seed to seed. It peaks where a transition happens. */
export const susceptibility = defineProbe({
  id: 'susceptibility',
  name: 'Susceptibility over seeds',
  symbol: 'χ, U',
  formula: String.raw`\chi = N_{\mathrm{seed}}\,\mathrm{Var}(m), \qquad U = 1 - \frac{\langle m^4\rangle}{3\,\langle m^2\rangle^2}`,
  unit: '1',
  about:
    'Spread of an order parameter over runs that differ by their seed, and its Binder cumulant: ⅔ in an ordered ' +
    'state, 0 for a Gaussian one. Curves of U for several sizes cross at the critical point',
  caveat:
    'With n seeds the relative uncertainty of the variance is about √(2/n), so use at least 30. The Binder ' +
    'cumulant is that of the order parameter as given: choose one that is symmetric about zero, or use only the ' +
    'crossings',
  estimator: 'Exact; the variance is the unbiased one, times the number of draws',
  edges: 'Absent below 8 draws; the cumulant is absent where every draw is zero',
  reference: 'Binder 1981, Z. Phys. B 43, 119',
  needs: ['draws'],
  cost: 'free',
  cadence: every(1000),
  group: 'ensembles',
  output: scalars({ headline: 'susceptibility' }),
  options: [],
  measure: ({ draws }) => {
    const { matrix, exponent } = ordinarySize(draws)
    const { rows, cols, data } = matrix
    if (rows < 8) return absent(`Needs 8 draws, got ${rows}`)
    let variance = 0
    let second = 0
    let fourth = 0
    for (let col = 0; col < cols; col++) {
      const values = Array.from({ length: rows }, (_, row) => data[row * cols + col] as number)
      const mean = values.reduce((sum, value) => sum + value, 0) / rows
      for (const value of values) {
        variance += (value - mean) ** 2 / (rows - 1) / cols
        second += value ** 2 / rows / cols
        fourth += value ** 4 / rows / cols
      }
    }
    return {
      susceptibility: timesPowerOfTwo(rows * variance, 2 * exponent),
      binder: second === 0 ? absent('Every draw is zero') : 1 - fourth / (3 * second ** 2),
    }
  },
})
