import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { eachMatrix } from './maths/algebra/layers.ts'
import { largestOf, normalizedPersistence, sharesOf } from './maths/geometry/persistence.ts'

/** How much of a layer hangs together by weak weights only. It rises as a few weights come to carry the layer. */
export const neuralPersistence = defineProbe({
  id: 'neural-persistence',
  name: 'Neural persistence',
  symbol: 'NP',
  formula: String.raw`\mathrm{NP} = \frac{1}{\sqrt{n + m - 1}} \Bigl(\sum_{e \in \mathrm{MST}} (1 - w'_e)^2\Bigr)^{1/2}, \qquad w' = \frac{\lvert W\rvert}{\max_l \max \lvert W^{(l)}\rvert}`,
  unit: '1',
  about:
    'Topological complexity of each layer as a weighted graph, between 0 and 1, and its mean over the layers: 0 ' +
    'where all weights are equal, near 1 where a few dominate',
  caveat:
    'Follows the variance of the weights more than any structure (Girrbach et al. 2023): compare it with the null ' +
    'of shuffled weights. One large weight anywhere scales every layer',
  estimator: 'Exact: a maximum spanning tree of each layer, by Prim’s algorithm; sums in float64',
  edges:
    'Biases are left out. Absent where all weights are zero or one is NaN or infinite: the largest weight of all ' +
    'layers scales each',
  reference: 'Rieck et al. 2019, arXiv:1812.09764',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(100),
  group: 'structure',
  output: scalars({ headline: 'mean', range: [0, 1] }),
  options: [],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }) => {
    const layers = eachMatrix(weights, (matrix) => ({ matrix, largest: largestOf(matrix) }))
    if (isAbsent(layers)) return layers
    const missing = Object.values(layers).find(isAbsent)
    if (missing !== undefined) return missing
    const present = Object.entries(layers).flatMap(([name, layer]) => (isAbsent(layer) ? [] : [{ name, ...layer }]))
    const largest = Math.max(...present.map((layer) => layer.largest))
    if (largest === 0) return absent('All weights are zero')
    const values = present.map(({ name, matrix }) => [name, normalizedPersistence(sharesOf(matrix, largest))] as const)
    const mean = values.reduce((sum, [, value]) => sum + value, 0) / values.length
    return { mean, ...Object.fromEntries(values) }
  },
})
