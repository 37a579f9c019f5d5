import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { neighborDistances } from './maths/geometry/distances.ts'
import { eachOrdinaryRepresentation, ofThose, withDetails } from './maths/geometry/representations.ts'
import { mean } from './maths/algebra/mean.ts'

const METHODS = ['mle', 'slope'] as const

/** What the slope keeps of the ratios, the smallest first: the largest come from noise and edges. */
const KEPT = 0.9

/** Intrinsic dimension of hidden activations from the two nearest neighbors alone: it follows curved manifolds. */
export const twoNn = defineProbe({
  id: 'two-nn',
  name: 'Intrinsic dimension (TwoNN)',
  symbol: 'd_2NN',
  formula: String.raw`\Bigl(\frac{1}{n} \sum_i \ln \frac{r_{i,2}}{r_{i,1}}\Bigr)^{-1}`,
  unit: '1',
  about:
    'Dimension of the manifold on which the hidden activations of the probe batch lie, from the ratio of the ' +
    'distances to the second and the first neighbor. Far below the participation ratio where the manifold is ' +
    'curved',
  caveat:
    'Biased low in many dimensions: the number of examples needed grows exponentially with the dimension, ' +
    '2000 Gaussian examples of 10 and 20 dimensions give 9.6 and 17.0, uniform ones of a cube 8.7 and 15.3, each draw ' +
    'within a few percent. Noise and quantized activations, such as those ' +
    'of dead ReLUs, affect the smallest scale',
  estimator:
    'Maximum likelihood, or the slope through the origin of −ln(1 − F) on ln(r₂/r₁) over the 90 % smallest ratios, ' +
    'F the share of ratios up to it. Distances in float64. Relative error about 1/√n',
  edges:
    'Duplicate examples are left out; the part left-out is their share. Absent with fewer than 3 others, where all ' +
    'ratios are 1 (as on a lattice), and for layers that contain NaN or an infinity',
  reference: 'Facco et al. 2017, Scientific Reports 7:12140; Ansuini et al. 2019, arXiv:1905.12784',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(100),
  group: 'representations',
  output: scalars(),
  options: [
    {
      key: 'method',
      about: 'Maximum likelihood over all ratios (mle), or the fitted slope of Facco et al. (slope)',
      type: 'choice',
      default: 'mle',
      choices: METHODS,
    },
  ],
  measure: ({ hidden }, { options }) =>
    withDetails<number>(
      eachOrdinaryRepresentation(hidden, (x, name) => {
        const { kept, squared } = neighborDistances(x, 2)
        if (kept < 3) return absent(`Fewer than 3 different examples in '${name}'`)
        const ratios = Float64Array.from({ length: kept }, (_, i) => {
          return 0.5 * Math.log((squared[2 * i + 1] ?? NaN) / (squared[2 * i] ?? NaN))
        }).sort()
        const value = options.method === 'slope' ? slope(ratios) : 1 / mean(ratios)
        if (value === Infinity)
          return absent(`The two nearest neighbors in '${name}' are at equal distances everywhere`)
        return ofThose(value, kept, x.rows)
      }),
    ),
})

/** Of −ln(1 − F) on the sorted ln(r₂/r₁), by least squares through the origin. */
function slope(ratios: Float64Array): number {
  const n = ratios.length
  let xy = 0
  let xx = 0
  for (let i = 0; i < Math.floor(KEPT * n); i++) {
    const x = ratios[i] ?? 0
    xy += x * -Math.log(1 - (i + 1) / n)
    xx += x * x
  }
  return xx === 0 ? Infinity : xy / xx
}
