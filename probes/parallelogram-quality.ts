import { absent, estimate, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { eachOrdinaryGroup } from './maths/algebra/frequency-powers.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { parallelograms, type Sums } from './maths/geometry/parallelograms.ts'

/** How many parallelograms the embeddings of numbers close. It reaches 1 where numbers lie evenly along a line. */
export const parallelogramQuality = defineProbe({
  id: 'parallelogram-quality',
  name: 'Representation quality',
  symbol: 'RQI',
  formula: String.raw`\frac{1}{|P_0|} \sum_{(i,j,m,n) \in P_0} \mathbf{1}\Bigl[ \lVert E_i + E_j - E_m - E_n \rVert < \delta \sigma_E \Bigr], \qquad i + j = m + n`,
  unit: '1',
  about:
    'Among the pairs of pairs of residues with equal sums, the share whose embeddings also have equal sums ' +
    '(parallelograms): the structure by which a network generalizes in addition, 1 for equally spaced embeddings ' +
    'on a line, 0 for random ones',
  caveat:
    'Sums are of whole numbers unless the option makes them modular. A circle, the usual solution of modular ' +
    'addition, closes only parallelograms of equal distance, so its value is near 0. Depends on δ. The embeddings ' +
    'are the columns of each group of weights on the residues',
  estimator:
    'Exact up to the bound on parallelograms, from the Gram matrix of the centered embeddings in float64; above it a ' +
    'random sample with its standard error √(q(1 − q)/n)',
  edges:
    'σ_E is the root mean square distance of embeddings from their mean. Absent where all embeddings are equal, ' +
    'where a weight is NaN or infinite, and for fewer than 3 residues, which have no parallelogram',
  reference: 'Liu et al. 2022, arXiv:2205.10343',
  needs: ['residueWeights'],
  cost: 'pass',
  cadence: every(50),
  group: 'structure',
  output: scalars({ range: [0, 1] }),
  options: [
    {
      key: 'delta',
      about: 'Tolerance within which a parallelogram must close, in units of the spread',
      type: 'number',
      default: 0.01,
      min: 1e-9,
      max: 10,
    },
    {
      key: 'sums',
      about: 'Sums of whole numbers, or modulo the number of residues',
      type: 'choice',
      default: 'whole',
      choices: ['whole', 'modular'],
    },
    {
      key: 'most',
      about: 'Largest number of parallelograms; of more, a random sample of this size is drawn',
      type: 'integer',
      default: 1_000_000,
      min: 1,
      max: 100_000_000,
    },
  ],
  theory: [
    {
      label: 'Equally spaced on a line',
      formula: String.raw`E_k = a + k b`,
      value: 1,
      reference: 'Liu et al. 2022, arXiv:2205.10343',
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ residueWeights }, { linalg, options, random }) =>
    eachOrdinaryGroup(residueWeights, (weights) => {
      const modulus = weights.cols
      const { count, all, drawn } = parallelograms(modulus, options.sums as Sums)
      if (count === 0) return absent(`${modulus} residues have no parallelogram`)
      const centered = centeredRows(weights)
      const gram = linalg.product(centered, centered, { a: true }).data
      let spread = 0
      for (let i = 0; i < modulus; i++) spread += (gram[i * modulus + i] ?? 0) / modulus
      if (spread === 0) return absent('All embeddings are equal')
      const bound = (options.delta as number) ** 2 * spread
      const along = (i: number, j: number, m: number, n: number, k: number) => {
        const from = k * modulus
        return (gram[from + i] ?? 0) + (gram[from + j] ?? 0) - (gram[from + m] ?? 0) - (gram[from + n] ?? 0)
      }
      // ‖E_i + E_j − E_m − E_n‖², each of its four rows of the Gram matrix in turn.
      const closes = (i: number, j: number, m: number, n: number) =>
        along(i, j, m, n, i) + along(i, j, m, n, j) - along(i, j, m, n, m) - along(i, j, m, n, n) < bound
      let closed = 0
      const judge = (i: number, j: number, m: number, n: number) => void (closed += closes(i, j, m, n) ? 1 : 0)
      const most = options.most as number
      if (count <= most) {
        all(judge)
        return closed / count
      }
      for (let draw = 0; draw < most; draw++) drawn(random, judge)
      const share = closed / most
      return estimate(share, Math.sqrt((share * (1 - share)) / most))
    }),
})

/** Each neuron's weights less their mean over the residues, in float64: distances are then as fine as they can be. */
function centeredRows({ rows, cols, data }: Matrix): Matrix {
  const centered = Float64Array.from(data)
  for (let row = 0; row < rows; row++) {
    const weights = centered.subarray(row * cols, (row + 1) * cols)
    const first = weights[0] ?? 0
    const mean = weights.reduce((sum, weight) => sum + (weight - first), 0) / cols
    for (let n = 0; n < cols; n++) weights[n] = (weights[n] ?? 0) - first - mean
  }
  return { rows, cols, data: centered }
}
