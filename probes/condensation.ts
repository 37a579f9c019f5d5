import { absent, every, isAbsent, type Absent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { inputWeights } from './maths/algebra/input-weights.ts'
import { eachMatrix } from './maths/algebra/layers.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'
import { unitRows } from './maths/algebra/unit-rows.ts'

/** Whether neurons point the same way. From small initial weights they condense onto a few directions. */
export const condensation = defineProbe({
  id: 'condensation',
  name: 'Condensation',
  symbol: 'P(|cos| > 0.95)',
  formula: String.raw`\frac{2}{N(N-1)} \sum_{j<k} \mathbf{1}\bigl[\lvert\cos(w_j, w_k)\rvert > c\bigr], \qquad w_j = \bigl(W_{\cdot j},\, b_j\bigr)`,
  unit: '1',
  about:
    'Share of pairs of neurons of a layer whose input weights are almost parallel; part directions is the number ' +
    'of directions that the neurons use (participation ratio), and part dropped the number of neurons with zero ' +
    'weights. High where a wide network acts like a narrow one',
  caveat:
    'With few inputs parallel neurons are likely by chance: compare it with the null of shuffled weights. A pair ' +
    'of opposite directions counts as parallel. A cluster of k neurons makes k(k − 1)/2 pairs, so it is not a ' +
    'share of neurons',
  estimator: 'Exact cosines of all pairs, in float64; a bias is found by its name (w1 and b1, weight and bias)',
  edges:
    'Neurons whose weights are all zero are left out, and counted in dropped; absent where fewer than two remain. ' +
    'Vectors are left out; a layer that contains NaN or an infinity is absent',
  reference: 'Luo et al. 2021, arXiv:2007.07497; Zhou et al. 2022, arXiv:2105.11686',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(50),
  group: 'structure',
  output: scalars(),
  options: [
    {
      key: 'threshold',
      about: 'The |cos| above which a pair counts as parallel',
      type: 'number',
      default: 0.95,
      min: 0,
      max: 0.999999,
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg, options }) => {
    const units = eachMatrix(weights, (matrix, name) => ({ vectors: inputWeights(name, matrix, weights) }))
    if (isAbsent(units)) return units
    const parts = Object.entries(units).flatMap(([name, found]): [string, number | Absent][] => {
      if (isAbsent(found)) return [[name, found]]
      const { rows, kept } = unitRows(found.vectors)
      const dropped: [string, number] = [`${name}.dropped`, found.vectors.rows - kept.length]
      if (kept.length < 2) return [[name, absent(`Fewer than two neurons of '${name}' have nonzero weights`)], dropped]
      const { share, directions } = pairsOf(rows, Number(options.threshold), linalg)
      return [[name, share], [`${name}.directions`, directions], dropped]
    })
    return Object.fromEntries(parts)
  },
})

function pairsOf(units: Matrix, threshold: number, linalg: LinearAlgebra) {
  const count = units.rows
  const cosines = linalg.product(units, units, { b: true }).data
  let parallel = 0
  let squares = 0
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const cosine = cosines[i * count + j] ?? 0
      if (Math.abs(cosine) > threshold) parallel++
      squares += cosine * cosine
    }
  }
  // Of the cosine matrix the trace is N and the sum of squared eigenvalues N + 2 Σ cos².
  return { share: parallel / ((count * (count - 1)) / 2), directions: count ** 2 / (count + 2 * squares) }
}
