import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { among, squaredDistances, upperTriangle } from './maths/geometry/distances.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { averageRanks, correlation } from './maths/statistics/ranks.ts'
import { eachOrdinaryPair, ofThose, withDetails } from './maths/geometry/representations.ts'
import { standardizedRows } from './maths/algebra/unit-rows.ts'

const METRICS = ['correlation', 'euclidean'] as const
type Metric = (typeof METRICS)[number]

/** Whether each hidden layer and a reference agree on which examples are alike, by rank alone. */
export const rsa = defineProbe({
  id: 'rsa',
  name: 'Representational similarity',
  symbol: 'ρ_RSA',
  formula: String.raw`\operatorname{Spearman}_{i<j}\bigl(d_X(i, j),\, d_Y(i, j)\bigr), \qquad d_X(i, j) = 1 - \operatorname{corr}(x_i, x_j)`,
  unit: '1',
  about:
    'Rank correlation of the dissimilarities between all pairs of examples, in hidden activations and in those of ' +
    'a reference, which is the network at step 0 unless --with names another: 1 for the same order of pairs, 0 for ' +
    'unrelated ones. Neurons need not correspond, so networks of any width, and brains, can be compared',
  caveat:
    'The correlation metric is not invariant to rotation or shift of the activations: it depends on the basis of ' +
    'neurons. Pairs share examples, so the usual p-value of a rank correlation does not apply: compare it with the ' +
    'null of shuffled examples',
  estimator:
    'Exact, over the pairs above the diagonal, in float64; dissimilarities that differ by ' +
    'rounding alone (1e-12 of the largest) are tied, and share their mean rank',
  edges:
    'Under the correlation metric an example whose neurons are all equal, in either, is left out; the part ' +
    'left-out is the share of those. Absent with fewer than 3 examples, where all pairs are equally far, and for ' +
    'layers that contain NaN or an infinity',
  reference: 'Kriegeskorte et al. 2008, Frontiers in Systems Neuroscience 2:4',
  needs: ['hidden', 'referenceHidden'],
  cost: 'pass',
  cadence: every(200),
  group: 'similarity',
  output: scalars({ range: [-1, 1] }),
  nulls: ['shuffled-examples'],
  options: [
    {
      key: 'metric',
      about: "Dissimilarity of two examples: 1 − Pearson's correlation over the neurons, or the Euclidean distance",
      type: 'choice',
      default: 'correlation',
      choices: METRICS,
    },
  ],
  measure: ({ hidden, referenceHidden }, { options }) =>
    withDetails<number>(
      eachOrdinaryPair(hidden, referenceHidden, (x, y, name) => {
        const [a, b] = [dissimilarities(x, options.metric as Metric), dissimilarities(y, options.metric as Metric)]
        const both = a.kept.filter((example) => b.kept.includes(example))
        if (both.length < 3) return absent(`Needs 3 examples that vary over the neurons of '${name}'`)
        const value = correlation(ranksAmong(a, both), ranksAmong(b, both))
        if (value === null) return absent(`All pairs of examples are equally far apart in '${name}'`)
        return ofThose(value, both.length, x.rows)
      }),
    ),
})

interface Dissimilarities {
  /** [kept, kept], increasing with the dissimilarity; ranks need no more. */
  readonly matrix: Float64Array
  readonly kept: readonly number[]
}

function dissimilarities(x: Matrix, metric: Metric): Dissimilarities {
  if (metric === 'euclidean') return { matrix: squaredDistances(x), kept: Array.from({ length: x.rows }, (_, i) => i) }
  const { rows, kept } = standardizedRows(x)
  return { matrix: squaredDistances(rows), kept }
}

/** Dissimilarities that differ by rounding alone are tied. */
const ROUNDING = 1e-12

function ranksAmong({ matrix, kept }: Dissimilarities, examples: readonly number[]): Float64Array {
  const places = examples.map((example) => kept.indexOf(example))
  const pairs = upperTriangle(among(matrix, kept.length, places), places.length)
  const unit = ROUNDING * pairs.reduce((most, value) => Math.max(most, value), Number.MIN_VALUE)
  return averageRanks(pairs.map((value) => Math.round(value / unit)))
}
