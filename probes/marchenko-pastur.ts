import { absent, every, isAbsent, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { Layer } from './inputs.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { sameLayer, singularValuesByLayer } from './maths/algebra/layers.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { energyFloor, longerSide } from './maths/algebra/spectra.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { bulkVariance, edgeWidth, upperEdge } from './maths/statistics/marchenko-pastur.ts'

/** What of a layer is beyond chance: the eigenvalues that no random matrix of its shape and variance would have. */
export const marchenkoPastur = defineProbe({
  id: 'marchenko-pastur',
  name: 'Marchenko–Pastur outliers',
  symbol: 'λ > λ₊',
  formula: String.raw`\lambda_i = \frac{\sigma_i^2}{n}, \qquad \lambda_+ = s^2 \bigl(1 + \sqrt{q}\bigr)^2, \quad q = \frac{m}{n} \le 1, \qquad \text{soft rank} = \frac{\lambda_+}{\lambda_1}`,
  unit: '1',
  about:
    'For each layer: how many eigenvalues lie beyond the bulk of a random matrix (outliers), the edge of the bulk over ' +
    'the largest eigenvalue (soft-rank, 1 for noise), and the variance of the bulk. Learned directions are outliers',
  caveat:
    'Assumes a bulk of independent entries of one variance: heavy tails and structured or scaled rows put ' +
    'eigenvalues beyond the edge although nothing was learned. The variance comes from the median, which fails once ' +
    'more than half of the directions are learned',
  estimator:
    'Exact singular values; s² from the median of the eigenvalues over the median of the law; an outlier lies ' +
    'above the edge by more than `allowance` widths of the Tracy–Widom law, of which 2.02 is the quantile of 1 %. Of ' +
    'Gaussian matrices of 10 to 100 columns 2 to 4 % exceed it, since s² is estimated and the law is one of large sizes',
  edges:
    'The longer side is n, so that there is no atom at zero. Needs 10 eigenvalues, more than half of them not zero (above (8 ε)² of ' +
    'the largest, with ε of the type that the weights were stored in). ' +
    'Vectors are left out; a layer that contains NaN or an infinity is absent',
  reference:
    'Marchenko & Pastur 1967, Math. USSR Sb. 1, 457; Johnstone 2001, Ann. Statist. 29, 295; Martin & Mahoney 2021, ' +
    'arXiv:1810.01075',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'spectra',
  output: scalars(),
  options: [
    {
      key: 'allowance',
      about: 'How far above the edge an outlier begins, in widths of the Tracy–Widom law at this size',
      type: 'number',
      default: 2.02,
      min: -5,
      max: 1000,
    },
  ],
  theory: [
    {
      label: 'A spike of strength θ beyond q^¼, in deviations of the bulk',
      formula: String.raw`\lambda = \frac{(1 + \theta^2)(q + \theta^2)}{\theta^2}`,
      value: null,
      reference: 'Baik, Ben Arous & Péché 2005, Ann. Probab. 33, 1643',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg, options }) => {
    const spectra = singularValuesByLayer(weights, linalg)
    if (isAbsent(spectra)) return spectra
    const parts = Object.entries(spectra).flatMap(([name, sigma]): [string, number | Absent][] => {
      const layer = sameLayer(weights, name, 'weights')
      const found = isAbsent(sigma) ? sigma : against(sigma, layer, name, Number(options.allowance))
      if (isAbsent(found)) return [[`${name}.outliers`, found]]
      return Object.entries(found).map(([part, value]) => [`${name}.${part}`, value])
    })
    return Object.fromEntries(parts)
  },
})

const FEWEST = 10

function against(
  spectrum: Float64Array,
  layer: Layer,
  name: string,
  allowance: number,
): Record<string, number> | Absent {
  const { data: sigma, exponent } = ordinaryNumbers(spectrum)
  const [n, m, epsilon] = [longerSide(layer), sigma.length, roundingOf(layer)]
  if (m < FEWEST) return absent(`Needs ${FEWEST} eigenvalues, and '${name}' has ${m}`)
  const eigenvalues = sigma.map((value) => value ** 2 / n)
  const largest = eigenvalues[0] ?? 0
  const variance = bulkVariance(eigenvalues, m / n)
  // Of an exact zero the decomposition, and the type that the weights were stored in, leave rounding.
  if (variance <= energyFloor(epsilon) * largest) return absent(`Half of the eigenvalues of '${name}' are zero`)
  const edge = upperEdge(variance, m / n)
  const bound = edge + allowance * edgeWidth(variance, n, m)
  return {
    outliers: eigenvalues.filter((value) => value > bound).length,
    'soft-rank': edge / largest,
    variance: timesPowerOfTwo(variance, 2 * exponent),
  }
}
