import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { exampleGradients, meanGradient, meanSquareGradient } from './maths/chain/example-gradients.ts'
import { placesOf } from './maths/chain/flat.ts'

/** How much of a parameter's gradient the examples agree on. Large values go with a small generalization gap. */
export const gradientSnr = defineProbe({
  id: 'gradient-snr',
  name: 'Gradient signal-to-noise ratio',
  symbol: 'GSNR',
  formula: String.raw`\Bigl\langle \frac{\bigl(\mathbb{E}_i\, g_{ij}\bigr)^2}{\operatorname{Var}_i\, g_{ij}} \Bigr\rangle_j`,
  unit: '1',
  about:
    'Squared mean over variance of a parameter’s gradient across examples, averaged over the parameters of each layer ' +
    'and of all. It rises while features are learned and falls once the data are fitted',
  caveat:
    'A mean of ratios: a few parameters of small variance may dominate it. It estimates the ratio of the whole ' +
    'training split, on which the means are those of gradient descent; unlike the noise scale it does not sum ' +
    'before dividing',
  estimator:
    'Exact over the training split: means and mean squares of every parameter’s gradient by two matrix products ' +
    'for each layer, in float64; the variance is that of the split (divided by n)',
  edges:
    'Parameters whose gradient does not vary, or varies below rounding (1e-12 of its mean square), are left out: an ' +
    'input that never occurs has none. Absent where none is left',
  reference: 'Liu et al. 2020, arXiv:2001.07384',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(200),
  group: 'gradients',
  output: scalars({ headline: 'total', scale: 'log' }),
  options: [],
  measure: ({ chain: { layers, train, loss } }, { linalg }) => {
    const gradients = exampleGradients(layers, train, loss, linalg)
    const mean = meanGradient(gradients, linalg)
    const square = meanSquareGradient(gradients, linalg)
    const parts = placesOf(layers).places.map(({ name, shape, from }) => {
      const size = shape.reduce((product, length) => product * length, 1)
      return { name, ...ratiosOf(mean.subarray(from, from + size), square.subarray(from, from + size)) }
    })
    const total = {
      name: 'total',
      sum: parts.reduce((all, { sum }) => all + sum, 0),
      count: parts.reduce((all, { count }) => all + count, 0),
    }
    return Object.fromEntries(
      [total, ...parts].map(({ name, sum, count }) => [
        name,
        count === 0 ? absent('The gradient of no parameter varies') : sum / count,
      ]),
    )
  },
})

/** Of the parameters whose gradient varies: the sum of their ratios, and how many they are. */
function ratiosOf(means: Float64Array, squares: Float64Array): { sum: number; count: number } {
  let sum = 0
  let count = 0
  means.forEach((mean, j) => {
    const square = squares[j] ?? 0
    const variance = square - mean ** 2
    // NaN passes: a divergence shows.
    if (variance <= 1e-12 * square) return
    sum += mean ** 2 / variance
    count++
  })
  return { sum, count }
}
