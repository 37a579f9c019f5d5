import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { neighborDistances } from './maths/geometry/distances.ts'
import { eachOrdinaryRepresentation, ofThose, withDetails } from './maths/geometry/representations.ts'

/** Intrinsic dimension of hidden activations from the k nearest neighbors: steadier than from two, at a larger scale. */
export const intrinsicDimension = defineProbe({
  id: 'intrinsic-dimension',
  name: 'Intrinsic dimension (Levina–Bickel)',
  symbol: 'd_LB',
  formula: String.raw`\Bigl(\frac{1}{n(k - 1)} \sum_i \sum_{j=1}^{k-1} \ln \frac{r_{i,k}}{r_{i,j}}\Bigr)^{-1}`,
  unit: '1',
  about:
    'Dimension of the manifold on which the hidden activations of the probe batch lie, from how the distances to ' +
    'the k nearest neighbors grow. Compared with TwoNN it tells whether the dimension depends on the scale',
  caveat:
    'Assumes a uniform density over k neighbors: biased low in many dimensions, near edges, and for large k; ' +
    'biased high by noise at small k',
  estimator:
    'Maximum likelihood with the average of inverses (MacKay & Ghahramani 2005), which is that of all examples ' +
    'together. Distances in float64. Relative error about 1/√(nk)',
  edges:
    'Duplicate examples are left out; the part left-out is their share. Absent with fewer than k + 1 others, where ' +
    'all neighbors are at equal distances, and for layers that contain NaN or an infinity',
  reference: 'Levina & Bickel 2004, NIPS 17; MacKay & Ghahramani 2005, comment on it',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(100),
  group: 'representations',
  output: scalars(),
  options: [
    { key: 'k', about: 'Number of neighbors of each example', type: 'integer', default: 10, min: 2, max: 1000 },
  ],
  measure: ({ hidden }, { options }) =>
    withDetails<number>(
      eachOrdinaryRepresentation(hidden, (x, name) => {
        const k = Number(options.k)
        const { kept, squared } = neighborDistances(x, k)
        if (kept < k + 1) return absent(`Needs ${k + 1} different examples, and '${name}' has ${kept}`)
        let sum = 0
        for (let i = 0; i < kept; i++) {
          const farthest = squared[i * k + k - 1] ?? NaN
          for (let j = 0; j < k - 1; j++) sum += 0.5 * Math.log(farthest / (squared[i * k + j] ?? NaN))
        }
        if (sum === 0) return absent(`The ${k} nearest neighbors in '${name}' are at equal distances everywhere`)
        const value = (kept * (k - 1)) / sum
        return ofThose(value, kept, x.rows)
      }),
    ),
})
