import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { bottleneckProduct } from './maths/geometry/bottleneck-paths.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { largestOf, normalizedPersistence, sharesOf } from './maths/geometry/persistence.ts'

/** Neural persistence of the whole network: how unevenly its inputs are tied to its outputs by their strongest paths. */
export const deepGraphPersistence = defineProbe({
  id: 'deep-graph-persistence',
  name: 'Deep graph persistence',
  symbol: 'DGP',
  formula: String.raw`\mathrm{NP}(S), \qquad S_{ik} = \max_{\text{paths } i \to k}\, \min_{e \in \text{path}} \lvert\tilde W_e\rvert, \qquad \tilde W = \frac{W - \bar W}{\operatorname{std} W}`,
  unit: '1',
  about:
    'Neural persistence of the connections between inputs and outputs of the network. The strength of a path is ' +
    'its weakest weight, and that of a connection is its strongest path: one number for the network, which depends ' +
    'on how its layers fit together',
  caveat:
    'Weights are standardized layer by layer, so a shift or scale of a layer does not change it. As for neural ' +
    'persistence, only the difference from shuffled weights is evidence of structure',
  estimator:
    'Exact: products of layers in which a sum becomes a maximum and a product a minimum, then a maximum spanning ' +
    'tree; the strongest connection scales the others, as in the variant called exact of the authors’ program',
  edges: 'Biases are left out. Absent where the weights of a layer do not vary or are not finite',
  reference: 'Girrbach et al. 2023, arXiv:2307.10865',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(100),
  group: 'structure',
  output: scalar({ range: [0, 1] }),
  options: [],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ chain: { layers } }) => {
    const sizes: Matrix[] = []
    for (const { name, weight } of layers) {
      const standard = standardized(weight)
      if (standard === null) return absent(`The weights of '${name}' do not vary, or are not finite`)
      sizes.push(standard)
    }
    const ties = sizes.reduce(bottleneckProduct)
    return normalizedPersistence(sharesOf(ties, largestOf(ties)))
  },
})

/** |W − mean|/deviation, the deviation being that of the weights at hand (divided by their number). */
function standardized(weight: Matrix): Matrix | null {
  const { rows, cols, data } = ordinarySize(weight).matrix
  const first = data[0] ?? 0
  let sum = 0
  for (const weight of data) sum += weight - first
  const mean = first + sum / data.length
  let squares = 0
  for (const weight of data) squares += (weight - mean) ** 2
  const deviation = Math.sqrt(squares / data.length)
  if (!(deviation > 0 && deviation < Infinity)) return null
  return { rows, cols, data: Float64Array.from(data, (weight) => Math.abs(weight - mean) / deviation) }
}
