import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { History } from './inputs.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { kendall } from './maths/statistics/kendall.ts'

/** Whether a curve slows down. Before a bifurcation fluctuations grow and decay more slowly. */
export const earlyWarning = defineProbe({
  id: 'early-warning',
  name: 'Early warning signals',
  symbol: 'σ², ρ₁',
  formula: String.raw`\sigma^2_w = \mathrm{Var}(r), \qquad \rho_1 = \frac{\sum_t (r_t - \bar r)(r_{t+1} - \bar r)}{\sum_t (r_t - \bar r)^2}, \qquad r = x - G_h * x`,
  unit: '1',
  about:
    'Variance and lag-1 autocorrelation of a curve after its smooth trend is subtracted, in a window of half the ' +
    'points, and Kendall’s τ of how each has changed: critical slowing down makes both rise',
  caveat:
    'A rising mean that the smoothing does not follow looks like a rise, and so does a change of cadence: a curve ' +
    'that is measured adaptively is to be measured at every N steps first. Values of τ come from overlapping windows, so their usual significance does not hold: compare with curves without a ' +
    'transition',
  estimator:
    'Gaussian kernel of a tenth of the points, renormalized at the ends; windows slide by one point; biased ' +
    'autocorrelation',
  edges: 'Absent below 20 points and where a value is not finite; the autocorrelation is absent without variance',
  reference: 'Scheffer et al. 2009, Nature 461, 53; Dakos et al. 2012, PLoS ONE 7, e41010',
  needs: ['series'],
  cost: 'free',
  cadence: every(50),
  group: 'transitions',
  output: scalars(),
  options: [
    { key: 'of', about: 'Which curve', type: 'series', default: 'test-loss' },
    {
      key: 'points',
      about: 'Number of last points that are used',
      type: 'integer',
      default: 400,
      min: 20,
      max: 2000,
    },
  ],
  measure: ({ series }, { options }) => {
    const { values, name } = series.of as History
    const last = values.subarray(Math.max(0, values.length - Number(options.points)))
    const { data: recent, exponent } = ordinaryNumbers(last)
    const n = recent.length
    if (n < 20) return absent(`'${name}' has ${n} points, fewer than the 20 needed`)
    if (!recent.every(Number.isFinite)) return absent(`'${name}' holds NaN or an infinity`)
    const rest = detrended(recent, n / 10)
    const window = Math.floor(n / 2)
    const ends = Float64Array.from({ length: n - window + 1 }, (_, i) => i)
    const variances = ends.map((from) => moments(rest.subarray(from, from + window)).variance)
    const correlations = ends.map((from) => moments(rest.subarray(from, from + window)).autocorrelation)
    const still = 'The curve does not vary about its trend'
    return {
      variance: timesPowerOfTwo(variances.at(-1) as number, 2 * exponent),
      autocorrelation: correlations.every(Number.isFinite) ? (correlations.at(-1) as number) : absent(still),
      'variance-trend': kendall(ends, variances) ?? absent(still),
      'autocorrelation-trend': correlations.every(Number.isFinite)
        ? (kendall(ends, correlations) ?? absent(still))
        : absent(still),
    }
  },
})

/** A curve less its Gaussian average, taken of differences so that a constant leaves exact zeros; the bandwidth is the standard deviation of the kernel, in points. */
function detrended(values: Float64Array, bandwidth: number): Float64Array {
  return values.map((value, i) => {
    let sum = 0
    let weight = 0
    for (let j = 0; j < values.length; j++) {
      const share = Math.exp(-0.5 * ((i - j) / bandwidth) ** 2)
      sum += share * ((values[j] as number) - value)
      weight += share
    }
    return -sum / weight
  })
}

/** The unbiased variance, and the lag-1 autocorrelation; NaN without variance. */
function moments(values: Float64Array): { variance: number; autocorrelation: number } {
  const n = values.length
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  let squares = 0
  let products = 0
  for (let i = 0; i < n; i++) {
    const here = (values[i] as number) - mean
    squares += here * here
    if (i + 1 < n) products += here * ((values[i + 1] as number) - mean)
  }
  return { variance: squares / (n - 1), autocorrelation: products / squares }
}
