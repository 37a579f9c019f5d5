import { every } from '#src/vocabulary/index.ts'
import { curves, defineProbe } from './define.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { curveOf } from './maths/geometry/drawable.ts'
import { besideTheLaw, massBeyond } from './maths/statistics/marchenko-pastur.ts'

/** Points of the curve of the law. */
const POINTS = 100

/** How many eigenvalues of a layer lie at a value or beyond. On two logarithmic axes a heavy tail is a straight line. */
export const spectrumTail = defineProbe({
  id: 'spectrum-tail',
  name: 'Tail of the spectrum',
  symbol: 'P(λ′ ≥ λ)',
  formula: String.raw`S(\lambda) = \frac{1}{m} \#\Bigl\{ i : \frac{\sigma_i^2}{n s^2} \ge \lambda \Bigr\}, \qquad S_{\mathrm{MP}}(\lambda) = \int_{\lambda}^{\lambda_+} \frac{\sqrt{(\lambda_+ - x)(x - \lambda_-)}}{2 \pi q x}\, dx, \quad \lambda_\pm = (1 \pm \sqrt{q})^2`,
  unit: '1',
  about:
    'For each layer the share of the eigenvalues of WᵀW/n that lie at λ or beyond, at each eigenvalue λ, in units of the fitted variance s² ' +
    'of its entries; and the share of a random matrix (law), which falls to 0 at (1 + √q)². A straight line on two logarithmic axes is ' +
    'a power law',
  caveat:
    's² comes from the median and fails once more than half of the directions are learned. The law assumes independent entries of one ' +
    'variance. The last points of a tail are few eigenvalues: power-law-exponent fits it, with its error',
  estimator:
    'Exact singular values; s² from the median of the eigenvalues over the median of the law. The law is exact, drawn at 100 points ' +
    'from edge to edge',
  edges:
    'The longer side is n. Needs 10 eigenvalues, more than half of them not zero. Vectors are left out; a layer that contains NaN or ' +
    'an infinity is absent',
  reference:
    'Martin & Mahoney 2021, arXiv:1810.01075; Clauset, Shalizi & Newman 2009, arXiv:0706.1062; Marchenko & Pastur 1967, Math. USSR Sb. 1, 457',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(100),
  group: 'spectra',
  output: curves({ axis: 'eigenvalue over the variance', scale: 'log' }),
  options: [],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) =>
    besideTheLaw(weights, linalg, (eigenvalues, q) => ({ layer: tailOf(eigenvalues), law: lawOf(q) })),
})

/** Rising eigenvalues: the i-th of m from the largest has i at or beyond it. */
function tailOf(falling: Float64Array): Matrix {
  const rising = falling.toReversed()
  return curveOf(
    rising,
    rising.map((_, i) => (rising.length - i) / rising.length),
  )
}

function lawOf(q: number): Matrix {
  const [low, high] = [(1 - Math.sqrt(q)) ** 2, (1 + Math.sqrt(q)) ** 2]
  const at = Float64Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1))
  return curveOf(
    at,
    at.map((value) => massBeyond(value, q)),
  )
}
