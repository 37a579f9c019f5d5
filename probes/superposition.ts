import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, spectra } from './define.ts'
import { eachMatrix } from './maths/algebra/layers.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'

/** How many dimensions each feature has to itself. Values of ½, ⅔ … are features packed as polytopes. */
export const superposition = defineProbe({
  id: 'superposition',
  name: 'Feature dimensionality',
  symbol: 'Dᵢ',
  formula: String.raw`D_i = \frac{\lVert W_i \rVert^2}{\sum_j (\hat W_i \cdot W_j)^2}`,
  unit: '1',
  about:
    'Share of a hidden dimension that each input of a weight matrix has for itself, in descending order: 1 for an ' +
    'orthogonal feature, ½ for one of an antipodal pair. Together they never exceed the number of hidden ' +
    'dimensions',
  caveat:
    'Takes every input of a layer as a feature, which is right where inputs are one-hot or independent; elsewhere ' +
    'features are directions that this probe cannot know. The norm of a feature does not enter but that of its ' +
    'neighbors does',
  estimator: 'Exact, from the Gram matrix of the rows; sums in float64',
  edges:
    'Dead features, rows of zeros, are left out; a layer of zeros is absent, and so is one with NaN or an infinity',
  reference: 'Elhage et al. 2022, arXiv:2209.10652',
  needs: ['weights'],
  cost: 'pass',
  cadence: every(100),
  group: 'structure',
  output: spectra({ range: [0, 1] }),
  options: [],
  theory: [
    {
      label: 'Antipodal pair',
      formula: String.raw`\frac{1}{2}`,
      value: 0.5,
      reference: 'Elhage et al. 2022, arXiv:2209.10652',
    },
    { label: 'Orthogonal', formula: '1', value: 1, reference: 'Elhage et al. 2022, arXiv:2209.10652' },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ weights }, { linalg }) =>
    eachMatrix(weights, (layer, name) => {
      const { matrix, exponents } = rowsOfOrdinarySize(layer)
      const { rows, data } = linalg.product(matrix, matrix, { b: true })
      const dimensions: number[] = []
      for (let i = 0; i < rows; i++) {
        const own = data[i * rows + i] as number
        if (own === 0) continue
        let shared = 0
        for (let j = 0; j < rows; j++) {
          const unit = (exponents[j] as number) - (exponents[i] as number)
          shared += timesPowerOfTwo((data[i * rows + j] as number) / own, unit) ** 2
        }
        dimensions.push(1 / shared)
      }
      if (dimensions.length === 0) return absent(`Every feature of '${name}' is dead`)
      return Float64Array.from(dimensions).sort().reverse()
    }),
})

/** Each row over a power of two of its own: a short feature is not a dead one. */
function rowsOfOrdinarySize(layer: Matrix): { matrix: Matrix; exponents: Int32Array } {
  const { rows, cols } = layer
  const data = layer.data.slice()
  const exponents = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const own = ordinaryNumbers(data.subarray(row * cols, (row + 1) * cols))
    exponents[row] = own.exponent
    if (own.exponent !== 0) data.set(own.data, row * cols)
  }
  return { matrix: { rows, cols, data }, exponents }
}
