import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { nearest, squaredDistances } from './maths/geometry/distances.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { eachOrdinaryPair } from './maths/geometry/representations.ts'
import { unitRows } from './maths/algebra/unit-rows.ts'

const METRICS = ['euclidean', 'cosine'] as const

/** Whether each hidden layer and a reference agree on who is near whom: a similarity that sees local structure alone. */
export const mutualNearestNeighbors = defineProbe({
  id: 'mutual-nearest-neighbors',
  formerly: 'mutual-nearest-neighbours',
  name: 'Mutual nearest neighbors',
  symbol: 'm_NN',
  formula: String.raw`\frac{1}{n} \sum_{i=1}^{n} \frac{\lvert \mathrm{NN}_k^X(i) \cap \mathrm{NN}_k^Y(i) \rvert}{k}`,
  unit: '1',
  about:
    'Share of the k nearest neighbors of an example, among the probe batch, that are also its nearest in a ' +
    'reference, which is the network at step 0 unless --with names another: 1 for the same neighborhoods, k/(n − ' +
    '1) by chance. Says whether different networks come to represent data alike',
  caveat:
    'Grows with k and falls with n: compare values of one k and one batch only. Insensitive to everything beyond ' +
    'the neighborhoods, and noisy where all distances are about equal',
  estimator: 'Exact, from all distances in float64; of equally near examples the first counts',
  edges:
    'Needs more than k + 1 examples. Under the cosine metric absent where the activations of an example are all ' +
    'zero. Absent for layers that contain NaN or an infinity',
  reference: 'Huh et al. 2024, arXiv:2405.07987',
  needs: ['hidden', 'referenceHidden'],
  cost: 'pass',
  cadence: every(200),
  group: 'similarity',
  output: scalars({ range: [0, 1] }),
  nulls: ['shuffled-examples'],
  theory: [
    {
      label: 'Chance',
      formula: String.raw`\frac{k}{n - 1}`,
      value: null,
      reference: 'Huh et al. 2024, arXiv:2405.07987',
    },
  ],
  options: [
    { key: 'k', about: 'Number of neighbors of each example', type: 'integer', default: 10, min: 1, max: 1000 },
    {
      key: 'metric',
      about: 'Metric of the neighborhoods: Euclidean distance, or the angle as in Huh et al.',
      type: 'choice',
      default: 'euclidean',
      choices: METRICS,
    },
  ],
  measure: ({ hidden, referenceHidden }, { options }) =>
    eachOrdinaryPair<number>(hidden, referenceHidden, (x, y, name) => {
      const [n, k] = [x.rows, Number(options.k)]
      if (n < k + 2) return absent(`Needs ${k + 2} examples for ${k} neighbors, and the probe batch has ${n}`)
      const [a, b] = options.metric === 'cosine' ? [unitRows(x).rows, unitRows(y).rows] : [x, y]
      if (a.rows < n || b.rows < n) return absent(`The activations of an example are all zero in '${name}'`)
      return sharedNeighbors(a, b, k) / (n * k)
    }),
})

function sharedNeighbors(x: Matrix, y: Matrix, k: number): number {
  const n = x.rows
  const [a, b] = [nearest(squaredDistances(x), n, k), nearest(squaredDistances(y), n, k)]
  let shared = 0
  for (let i = 0; i < n; i++) {
    const own = b.subarray(i * k, (i + 1) * k)
    for (let at = i * k; at < (i + 1) * k; at++) if (own.includes(a[at] ?? -1)) shared++
  }
  return shared
}
