import { every } from '#src/vocabulary/index.ts'
import { defineProbe, histograms } from './define.ts'
import { histogramOf } from './maths/geometry/drawable.ts'
import { besideTheLaw, massBeyond } from './maths/statistics/marchenko-pastur.ts'

/** Width of a bin in units of s√n, in which the law lies between 1 − √q and 1 + √q. */
const WIDTH = 1 / 8
/** Bins at most: beyond 50 times the deviation of a random matrix the last bin holds what there is. */
const MOST = 400

/** The singular values of a layer as a histogram, and what a random matrix has. Outliers walk away from the law as a layer learns. */
export const singularValueHistogram = defineProbe({
  id: 'singular-value-histogram',
  name: 'Singular values over their Marchenko–Pastur law',
  symbol: 'ρ(σ)',
  formula: String.raw`\rho(B) = \frac{1}{m} \#\Bigl\{ i : \frac{\sigma_i}{s \sqrt{n}} \in B \Bigr\}, \qquad \rho_{\mathrm{MP}}(B) = \int_{B} \frac{\sqrt{(\lambda_+ - x^2)(x^2 - \lambda_-)}}{\pi q x}\, dx, \quad \lambda_\pm = (1 \pm \sqrt{q})^2, \quad q = \frac{m}{n} \le 1`,
  unit: '1',
  about:
    'For each layer the share of its singular values in each bin, in units of s√n, s the fitted deviation of its entries, up to the ' +
    'largest; and the share that the law of a random matrix has there (law), which ends at 1 + √q. What lies beyond was learned, or ' +
    'is a heavy tail',
  caveat:
    's comes from the median and fails once more than half of the directions are learned. The law assumes independent entries of one ' +
    'variance. Few singular values make a rough histogram: a bin of one is a share of 1/m',
  estimator:
    'Exact singular values; s² from the median of the eigenvalues over the median of the law, and the law integrated over each bin ' +
    'exactly. Bins of width ⅛ from 0, at most 400; the last one holds all that is beyond, also of the law',
  edges:
    'The longer side is n, so that there is no atom at zero. Needs 10 singular values, more than half of them not zero. Vectors are left ' +
    'out; a layer that contains NaN or an infinity is absent',
  reference: 'Marchenko & Pastur 1967, Math. USSR Sb. 1, 457; Martin & Mahoney 2021, arXiv:1810.01075',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'spectra',
  output: histograms({ axis: 'singular value over s√n', range: [0, 1 + 1e-9] }),
  options: [],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) =>
    besideTheLaw(weights, linalg, (eigenvalues, q) => {
      const edges = edgesUpTo(Math.max(Math.sqrt(eigenvalues[0] ?? 0), 1 + Math.sqrt(q)))
      const shares = sharesIn(edges, eigenvalues.map(Math.sqrt))
      return { layer: histogramOf(edges, shares), law: histogramOf(edges, lawIn(edges, q)) }
    }),
})

function edgesUpTo(largest: number): number[] {
  const bins = Math.min(MOST, Math.max(1, Math.ceil(largest / WIDTH)))
  const edges = Array.from({ length: bins + 1 }, (_, edge) => edge * WIDTH)
  return largest > (edges[bins] ?? 0) ? edges.with(bins, largest) : edges
}

function sharesIn(edges: readonly number[], values: Float64Array): Float64Array {
  const shares = new Float64Array(edges.length - 1)
  for (const value of values) shares[Math.min(shares.length - 1, Math.floor(value / WIDTH))]! += 1 / values.length
  return shares
}

function lawIn(edges: readonly number[], q: number): Float64Array {
  const beyond = edges.map((edge, i) => (i === edges.length - 1 ? 0 : massBeyond(edge ** 2, q)))
  return Float64Array.from({ length: edges.length - 1 }, (_, bin) => (beyond[bin] ?? 0) - (beyond[bin + 1] ?? 0))
}
