import { absent, every, type Estimate } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { sumOf } from './maths/algebra/frequency-powers.ts'
import { ordinaryTogether } from './maths/algebra/ordinary-size.ts'
import { dot, signVector } from './maths/algebra/vectors.ts'
import { exampleGradients, gradientVariance } from './maths/chain/example-gradients.ts'
import { gradientNoise } from './maths/chain/gradient-noise.ts'
import { jackknife, leftOut } from './maths/statistics/jackknife.ts'
import { meanEstimate } from './maths/statistics/mean-estimate.ts'
import { scaledEstimate } from './maths/statistics/scaled-estimate.ts'

/** Whether the noise of minibatches pushes along the curved directions. Such noise leaves sharp minima sooner than heat would. */
export const gradientNoiseAnisotropy = defineProbe({
  id: 'gradient-noise-anisotropy',
  name: 'Gradient noise against the Hessian',
  symbol: 'tr(HΣ)',
  formula: String.raw`\operatorname{tr}(H\Sigma), \qquad \frac{d\,\operatorname{tr}(H\Sigma)}{\operatorname{tr} H \operatorname{tr} \Sigma}, \qquad \frac{\operatorname{tr}(H\Sigma)}{\lVert H \rVert_F \lVert \Sigma \rVert_F}, \qquad \Sigma = \frac{1}{P} \sum_i (g_i - \bar g)(g_i - \bar g)^{\mathsf{T}}, \quad H = \nabla_\theta^2 L_{\mathrm{tr}}`,
  unit: '1',
  about:
    'Covariance Σ of the gradients of single examples against the Hessian: tr(HΣ), which sets how fast noise raises ' +
    'the loss (trace); over its value for isotropic noise of the same strength (anisotropy, 1 for noise that ' +
    'prefers no direction); the cosine of the two matrices (alignment, 1 where Σ is proportional to H); and tr Σ itself (noise)',
  caveat:
    'Negative curvatures cancel positive ones in tr H: the anisotropy means little where that is near 0, and may ' +
    'have either sign. Σ is that of single examples: batches of B divide it by B. Near a minimum Σ approaches the ' +
    'Hessian under cross-entropy only where the predictions are those of the data',
  estimator:
    'Exact tr Σ. tr(HΣ) = E zᵀHz over random combinations z = P^(−½) Σ ±(g_i − ḡ), whose covariance is Σ; tr H and ‖H‖_F² ' +
    'from Hessian products of random signs, ‖Σ‖_F² from (z · z′)² of pairs. Standard errors by the jackknife over draws',
  edges:
    'Anisotropy and alignment are absent where all examples have the same gradient or the loss is flat. With a summed ' +
    'loss H is taken per example. NaN and infinities are kept',
  reference: 'Zhu et al. 2019, arXiv:1803.00195; Jastrzębski et al. 2018, arXiv:1711.04623',
  needs: ['chain', 'objective'],
  cost: 'passes',
  cadence: every(200),
  group: 'curvature',
  output: scalars({ headline: 'anisotropy' }),
  options: [
    {
      key: 'draws',
      about: 'Random combinations of gradients, and as many random signs: two Hessian-vector products each',
      type: 'integer',
      default: 20,
      min: 3,
      max: 10_000,
    },
  ],
  measure: ({ chain: { layers, train, loss }, objective }, { linalg, random, options }) => {
    const count = Number(options.draws)
    const size = objective.parameters.length
    const gradients = exampleGradients(layers, train, loss, linalg)
    const draw = gradientNoise(gradients, linalg)
    const signs = Array.from({ length: count }, () => signVector(size, random))
    // Neither fourth powers of gradients nor squares of curvatures may leave the range of numbers.
    const { lists: noises, exponent: ofNoise } = ordinaryTogether(Array.from({ length: count }, () => draw(random)))
    const curved = (direction: Float64Array) => objective.hessianProduct(direction.slice())
    const { lists: products, exponent: ofCurvature } = ordinaryTogether([...signs, ...noises].map(curved))
    const along = noises.map((noise, i) => dot(products[count + i] as Float64Array, noise))
    const traces = signs.map((direction, i) => dot(products[i] as Float64Array, direction))
    const squares = products.slice(0, count).map((product) => dot(product, product))
    const steepness = 2 * (gradients.exponent + ofNoise)
    const noise = gradientVariance(gradients, linalg)
    const relative = gradientVariance({ ...gradients, exponent: -ofNoise }, linalg)
    // Under a summed loss the Hessian is that of the sum, and here it is taken per example.
    const each = loss.reduction === 'sum' ? 1 / objective.examples : 1
    const why = relative <= 0 ? 'Every example has the same gradient' : 'The loss is flat: every curvature is zero'
    const isFlat = relative <= 0 || squares.every((square) => square === 0)
    return {
      trace: scaledEstimate(meanEstimate(along), steepness + ofCurvature, each),
      anisotropy: isFlat
        ? absent(why)
        : jackknife([along, traces], ([mean = NaN, trace = NaN]) => (size * mean) / (trace * relative)),
      alignment: isFlat ? absent(why) : alignment(along, squares, noises),
      noise,
    }
  },
})

/** The cosine of H and Σ in the space of matrices, where ‖Σ‖_F² is the mean of (z · z′)² over pairs of draws. */
function alignment(along: readonly number[], squares: readonly number[], noises: readonly Float64Array[]): Estimate {
  const overlaps = noises.map((one) => noises.map((other) => (one === other ? 0 : dot(one, other) ** 2)))
  const own = overlaps.map(sumOf)
  const all = sumOf(own)
  return leftOut(noises.length, (left) => {
    const without = (values: readonly number[]) => sumOf(values) - (left === null ? 0 : (values[left] ?? NaN))
    const n = noises.length - (left === null ? 0 : 1)
    const pairs = all - (left === null ? 0 : 2 * (own[left] ?? NaN))
    return without(along) / n / Math.sqrt((without(squares) / n) * (pairs / (n * (n - 1))))
  })
}
