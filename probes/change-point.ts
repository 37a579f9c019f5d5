import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { History } from './inputs.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { runLengths } from './maths/statistics/run-length.ts'
import { quantile } from './maths/statistics/quantile.ts'

/** Whether a curve has just changed its level or its noise. It marks a transition without a threshold on the curve. */
export const changePoint = defineProbe({
  id: 'change-point',
  name: 'Change-point posterior',
  symbol: 'P(r < 5)',
  formula: String.raw`P(r_t, x_{1:t}) \propto \sum_{r_{t-1}} P(r_t \mid r_{t-1})\, P(x_t \mid x^{(r)})\, P(r_{t-1}, x_{1:t-1})`,
  unit: '1',
  about:
    'Probability that the last change point lies within the last few points, and the most probable number of ' +
    'points since it, for a curve that consists of segments of constant mean and variance',
  caveat:
    'A trend appears as a series of changes, and so does correlated noise: whiten a smooth curve first, or use its ' +
    'differences. Points count, whatever steps lie between them: a curve that is measured adaptively seems to ' +
    'change where its cadence does. The prior takes its scale from the first points, which should be typical',
  estimator:
    'Exact Bayesian recursion with a Normal-inverse-gamma prior (mean of the first points, κ = 0.1, α = 1, β from ' +
    'their spread); run lengths of probability below 1e-8 are dropped',
  edges: 'Absent below 20 points and where a value is not finite; a constant curve has no scale and is absent',
  reference: 'Adams & MacKay 2007, arXiv:0710.3742',
  needs: ['series'],
  cost: 'free',
  cadence: every(50),
  group: 'transitions',
  output: scalars({ headline: 'recent' }),
  options: [
    { key: 'of', about: 'Which curve', type: 'series', default: 'test-loss' },
    {
      key: 'points',
      about: 'Number of last points that are used',
      type: 'integer',
      default: 400,
      min: 20,
      max: 5000,
    },
    {
      key: 'expected',
      about: 'Expected number of points between changes',
      type: 'number',
      default: 250,
      min: 2,
      max: 1e9,
    },
    {
      key: 'recent',
      about: 'Number of last points that count as recent',
      type: 'integer',
      default: 5,
      min: 1,
      max: 1000,
    },
  ],
  measure: ({ series }, { options }) => {
    const { values, name } = series.of as History
    // Which points belong together does not depend on their unit.
    const points = ordinaryNumbers(values.subarray(Math.max(0, values.length - Number(options.points)))).data
    if (points.length < 20) return absent(`'${name}' has ${points.length} points, fewer than the 20 needed`)
    if (!points.every(Number.isFinite)) return absent(`'${name}' holds NaN or an infinity`)
    const first = points.subarray(0, 20)
    const scale = spreadOf(first) || spreadOf(points)
    if (scale === 0) return absent(`'${name}' is constant`)
    const mean = first.reduce((sum, value) => sum + value, 0) / first.length
    const prior = { mean, kappa: 0.1, alpha: 1, beta: scale ** 2 }
    const { lengths, weights } = runLengths(points, prior, 1 / Number(options.expected))
    let recent = 0
    let best = 0
    lengths.forEach((length, i) => {
      const weight = weights[i] as number
      if (length < Number(options.recent)) recent += weight
      if (weight > (weights[best] as number)) best = i
    })
    return { recent, 'run-length': lengths[best] as number }
  },
})

/** A robust standard deviation: 1.4826 times the median distance from the median. */
function spreadOf(values: Float64Array): number {
  const middle = quantile(values.toSorted(), 0.5)
  return 1.4826 * quantile(values.map((value) => Math.abs(value - middle)).toSorted(), 0.5)
}
