import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { columnsOf } from './maths/algebra/columns.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { meanOfVariances } from './maths/statistics/moments.ts'
import { scaledEstimate } from './maths/statistics/scaled-estimate.ts'

/** How much an order parameter fluctuates, for a system of its size. It peaks where a transition happens, the higher the larger the system. */
export const susceptibility = defineProbe({
  id: 'susceptibility',
  name: 'Susceptibility',
  symbol: 'χ',
  formula: String.raw`\chi = N \bigl( \langle m^2 \rangle - \langle m \rangle^2 \bigr)`,
  unit: '1',
  about:
    'N times the variance of an order parameter per unit (a mean over neurons, sites or examples) over independent ' +
    'draws or seeds, where N is the size of the system: finite away from a transition, since fluctuations of a mean ' +
    'of N units go as 1/N, and growing with N at one',
  caveat:
    'N is the number of units that the order parameter is a mean over, not the number of draws: say it with ' +
    '`size`. Left at 1 it is the variance itself, which compares runs of one size only. In a field conjugate to N m it is T times ' +
    'the response. With n draws its relative error is about √(2/n): use at least 30',
  estimator:
    'The unbiased variance over the draws, averaged over the columns, times N; its standard error from the fourth ' +
    'moment, columns taken as dependent',
  edges: 'Absent below 8 draws; 0 where all are equal; NaN where one is NaN or infinite',
  reference:
    'Binder 1981, Z. Phys. B 43, 119; Newman & Barkema 1999, Monte Carlo Methods in Statistical Physics, ch. 1',
  needs: ['draws'],
  cost: 'free',
  cadence: every(1000),
  group: 'ensembles',
  output: scalar(),
  options: [
    {
      key: 'size',
      about: 'N, the number of units of the system that the order parameter is a mean over',
      type: 'number',
      default: 1,
      min: 1,
      max: 1e15,
    },
  ],
  measure: ({ draws }, { options }) => {
    if (draws.rows < 8) return absent(`Needs 8 draws, got ${draws.rows}`)
    const { matrix, exponent } = ordinarySize(draws)
    return scaledEstimate(meanOfVariances(columnsOf(matrix)), 2 * exponent, Number(options.size))
  },
})
