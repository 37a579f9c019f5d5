import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { sameLayer, singularValuesByLayer } from './maths/algebra/layers.ts'
import { longerSide, roundingFloor } from './maths/algebra/spectra.ts'
import { lengthOf } from './maths/algebra/wide.ts'
import { gapRatios, GOE_GAP_RATIO, POISSON_GAP_RATIO } from './maths/statistics/level-spacing.ts'
import { meanEstimate } from './maths/statistics/mean-estimate.ts'

const FEWEST = 10

/** Whether the levels of a layer repel each other, as those of a random matrix do, or lie as they like. */
export const levelSpacingRatio = defineProbe({
  id: 'level-spacing-ratio',
  name: 'Level spacing ratio',
  symbol: '⟨r⟩',
  formula: String.raw`\langle r \rangle = \Bigl\langle \frac{\min(s_i, s_{i+1})}{\max(s_i, s_{i+1})} \Bigr\rangle_i, \qquad s_i = \lambda_i - \lambda_{i+1}, \quad \lambda_i = \sigma_i^2`,
  unit: '1',
  about:
    'Mean ratio of neighboring gaps in the spectrum of WᵀW of each layer: 0.53 where eigenvalues repel each other as ' +
    'those of real random matrices, 0.39 where they are independent. The bulk of a trained layer stays at the former; ' +
    'what departs has local structure (blocks, near symmetries) that the density of eigenvalues does not show',
  caveat:
    'A statement about neighbors only: the density and outliers do not enter. Matrices that fall into independent ' +
    'blocks or have symmetries lie towards the Poisson value although each block is random. Needs many levels: the standard error of 100 is 0.027',
  estimator:
    'Exact singular values; no unfolding is needed. The standard error takes the ratios as independent, though ' +
    'neighbors share a gap',
  edges:
    'Singular values that rounding cannot tell from zero are left out: below max(n, m) ε σ₁ with ε of the type that they ' +
    'were stored in, or ½ ε ‖W‖ where that is coarser than float32; so are pairs of gaps that are both 0. ' +
    'Absent below 10 levels, or where no ratio is left. Vectors are left out; a layer that contains NaN or an infinity is absent',
  reference: 'Oganesyan & Huse 2007, Phys. Rev. B 75, 155111; Atas et al. 2013, Phys. Rev. Lett. 110, 084101',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'spectra',
  output: scalars({ range: [0, 1] }),
  options: [],
  theory: [
    {
      label: 'Real random matrices (Gaussian orthogonal ensemble)',
      formula: String.raw`\langle r \rangle \approx 0.5307`,
      value: GOE_GAP_RATIO,
      reference: 'Atas et al. 2013, Phys. Rev. Lett. 110, 084101',
    },
    {
      label: 'Independent levels (Poisson)',
      formula: String.raw`\langle r \rangle = 2 \ln 2 - 1`,
      value: POISSON_GAP_RATIO,
      reference: 'Atas et al. 2013, Phys. Rev. Lett. 110, 084101',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) => {
    const spectra = singularValuesByLayer(weights, linalg)
    if (isAbsent(spectra)) return spectra
    return Object.fromEntries(
      Object.entries(spectra).map(([name, sigma]) => {
        if (isAbsent(sigma)) return [name, sigma]
        const largest = sigma[0] ?? 0
        const layer = sameLayer(weights, name, 'weights')
        const floor = roundingFloor({
          largest,
          longest: longerSide(layer),
          epsilon: roundingOf(layer),
          norm: () => lengthOf(sigma),
        })
        const levels = sigma.filter((value) => value > floor).map((value) => (value / largest) ** 2)
        if (levels.length < FEWEST)
          return [name, absent(`Needs ${FEWEST} eigenvalues, and '${name}' has ${levels.length}`)]
        const ratios = gapRatios(levels)
        return [name, ratios.length < 2 ? absent(`The eigenvalues of '${name}' are all equal`) : meanEstimate(ratios)]
      }),
    )
  },
})
