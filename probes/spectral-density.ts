import { every } from '#src/vocabulary/index.ts'
import { defineProbe, spectra } from './define.ts'
import { besideTheLaw, massBeyond } from './maths/statistics/marchenko-pastur.ts'

/** Bins of an eighth in units of the variance: the law ends at 4, the last bin holds whatever lies beyond. */
const WIDTH = 1 / 8
const BINS = 40
const CENTERS = Array.from({ length: BINS }, (_, bin) => (bin + 0.5) * WIDTH)

/** The spectrum of a layer beside the one that a random matrix of its shape and variance would have. */
export const spectralDensity = defineProbe({
  id: 'spectral-density',
  name: 'Spectrum over its Marchenko–Pastur law',
  symbol: 'ρ(λ)',
  formula: String.raw`\rho(B) = \frac{1}{m} \#\Bigl\{ i : \frac{\sigma_i^2}{n s^2} \in B \Bigr\}, \qquad \rho_{\mathrm{MP}}(\lambda) = \frac{\sqrt{(\lambda_+ - \lambda)(\lambda - \lambda_-)}}{2 \pi q \lambda}, \quad \lambda_\pm = (1 \pm \sqrt{q})^2, \quad q = \frac{m}{n} \le 1`,
  unit: '1',
  about:
    'For each layer the share of the eigenvalues of WᵀW/n in each of 40 bins, in units of the fitted variance s² of ' +
    'its entries, and the share that the law has there (law). Where the two agree the bulk is random; what training ' +
    'adds are outliers and a heavier tail',
  caveat:
    'In units of s², which marchenko-pastur gives as the variance, together with the number of outliers. s² comes from the ' +
    'median and fails once more than half of the directions are learned. The law assumes independent entries of one ' +
    'variance',
  estimator:
    'Exact singular values; s² from the median of the eigenvalues over the median of the law, and the law integrated ' +
    'over each bin exactly. Bins of width ⅛; the last one holds all that is at 4.875 and beyond, also of the law',
  edges:
    'The longer side is n, so that there is no atom at zero. Needs 10 eigenvalues, more than half of them not zero. ' +
    'Vectors are left out; a layer that contains NaN or an infinity is absent',
  reference: 'Marchenko & Pastur 1967, Math. USSR Sb. 1, 457; Martin & Mahoney 2021, arXiv:1810.01075',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(100),
  group: 'spectra',
  output: spectra({ axis: 'eigenvalue over the variance', grid: CENTERS, range: [0, 1 + 1e-9] }),
  options: [],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) =>
    besideTheLaw(weights, linalg, (eigenvalues, q) => ({ layer: sharesOf(eigenvalues), law: lawOf(q) })),
})

function sharesOf(eigenvalues: Float64Array): Float64Array {
  const shares = new Float64Array(BINS)
  for (const value of eigenvalues) {
    const bin = Math.min(BINS - 1, Math.floor(value / WIDTH))
    shares[bin] = (shares[bin] ?? 0) + 1 / eigenvalues.length
  }
  return shares
}

function lawOf(q: number): Float64Array {
  const beyond = Array.from({ length: BINS }, (_, bin) => massBeyond(bin * WIDTH, q))
  return Float64Array.from(beyond, (mass, bin) => mass - (beyond[bin + 1] ?? 0))
}
