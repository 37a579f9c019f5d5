import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { lanczos, ritzOf } from './maths/algebra/lanczos.ts'
import { NOT_FINITE } from './maths/algebra/top-eigenpairs.ts'
import { signVector } from './maths/algebra/vectors.ts'

/** Centers of the bins, in units of the largest eigenvalue in magnitude. */
const BINS = 101
const CENTERS = Array.from({ length: BINS }, (_, bin) => (2 * bin - (BINS - 1)) / (BINS - 1))

/** How the curvatures of the training loss are spread: a bulk about zero, outliers to the right, saddles to the left. */
export const hessianSpectralDensity = defineProbe({
  id: 'hessian-spectral-density',
  name: 'Spectral density of the Hessian',
  symbol: 'ρ(λ)',
  formula: String.raw`\rho(B) = \frac{\#\{ i : \lambda_i / s \in B \}}{d} \approx \frac{1}{m} \sum_{j=1}^{m} \sum_{k} \tau_{jk}^2 \, 1[\theta_{jk} / s \in B], \qquad s = \max_{jk} |\theta_{jk}|`,
  unit: '1',
  about:
    'Share of the eigenvalues of the Hessian in each of 101 bins from −s to s, where s is the largest in ' +
    'magnitude. Most are in a bulk about zero; a few outliers to the right carry the structure of the classes',
  caveat:
    'In units of s: take the scale from the sharpness. k steps give k nodes per draw: outliers and their weights ' +
    'are resolved, the fine structure of the bulk is not. Few draws: a share is uncertain by about √(2/(d · ' +
    'share)) of itself over the root of their number',
  estimator:
    'Stochastic Lanczos quadrature: Ritz values θ and squared first entries τ² of Lanczos runs from random sign ' +
    'vectors, with full reorthogonalization, so that no node is spurious; not smoothed',
  edges: 'A flat loss is absent, and so is one whose products are not finite. Bins without a node are 0',
  reference: 'Ghorbani et al. 2019, arXiv:1901.10159; Yao et al. 2020, arXiv:1912.07145',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(200),
  group: 'curvature',
  output: spectrum({ scale: 'log', range: [0, 1], axis: 'eigenvalue over the largest in magnitude', grid: CENTERS }),
  options: [
    { key: 'draws', about: 'Random vectors to start from', type: 'integer', default: 2, min: 1, max: 1000 },
    {
      key: 'iterations',
      about: 'Hessian-vector products from each start: the nodes of its quadrature',
      type: 'integer',
      default: 20,
      min: 2,
      max: 2000,
    },
  ],
  measure: ({ objective }, { linalg, random, options }) => {
    const draws = Number(options.draws)
    const nodes: { value: number; weight: number }[] = []
    for (let draw = 0; draw < draws; draw++) {
      const start = signVector(objective.parameters.length, random)
      const krylov = lanczos((direction) => objective.hessianProduct(direction), start, Number(options.iterations))
      if (krylov === null) return absent(NOT_FINITE)
      const { values, weights } = ritzOf(krylov, linalg)
      values.forEach((value, k) => nodes.push({ value, weight: (weights[k] ?? 0) / draws }))
    }
    const largest = nodes.reduce((most, { value }) => Math.max(most, Math.abs(value)), 0)
    if (largest === 0) return absent('The loss is flat: every curvature is zero')
    const shares = new Float64Array(BINS)
    for (const { value, weight } of nodes) {
      const bin = Math.round(((value / largest + 1) / 2) * (BINS - 1))
      shares[bin] = (shares[bin] ?? 0) + weight
    }
    return shares
  },
})
