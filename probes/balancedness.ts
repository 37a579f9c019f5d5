import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { DenseLayer } from './maths/chain/chain.ts'
import { inDouble } from './maths/algebra/double.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { flattened, layersAt } from './maths/chain/flat.ts'

/** How unevenly two layers share their work. Gradient flow keeps it as it was; what moves it is step size and decay. */
export const balancedness = defineProbe({
  id: 'balancedness',
  name: 'Imbalance of layers',
  symbol: 'ΔB',
  formula: String.raw`\frac{\bigl\lVert W_{l+1}^{\mathsf{T}} W_{l+1} - W_l W_l^{\mathsf{T}} - b_l b_l^{\mathsf{T}}\bigr\rVert_F}{\lVert W_l\rVert_F^2 + \lVert b_l\rVert^2}`,
  unit: '1',
  about:
    'Difference between the weights into the neurons of a layer and those out of them, a quantity that gradient ' +
    'flow conserves in linear networks. 0 for balanced layers, where learning is fastest; its drift measures the ' +
    'effect of finite steps, and weight decay drives it to 0',
  caveat:
    'The matrix is conserved for linear activations only; for ReLU only its diagonal is (choice units), and for ' +
    'other activations neither. The denominator changes in training, so only the numerator is conserved',
  estimator: 'Exact, in float64',
  edges: 'Needs two layers; absent where the incoming weights are all zero, or a weight is not finite',
  reference: 'Du et al. 2018, arXiv:1806.00900; Saxe, McClelland & Ganguli 2014, arXiv:1312.6120',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(50),
  group: 'structure',
  output: scalars({ scale: 'log' }),
  options: [
    {
      key: 'of',
      about: 'The whole matrix (linear networks), or its diagonal, one squared norm per unit (ReLU)',
      type: 'choice',
      default: 'matrix',
      choices: ['matrix', 'units'],
    },
  ],
  nulls: ['shuffled-weights', 'random-weights'],
  measure: ({ chain: { layers: given } }, { linalg, options }) => {
    if (given.length < 2) return absent('Needs two layers, and the network has one')
    const layers = layersAt(given, ordinaryNumbers(flattened(given)).data)
    const pairs = layers.slice(0, -1).map((layer, l) => {
      const { difference, size } = imbalance(layer, layers[l + 1] as DenseLayer, linalg)
      if (size === 0) return [layer.name, absent(`The weights of '${layer.name}' are all zero`)]
      if (!Number.isFinite(size) || !difference.data.every(Number.isFinite)) {
        return [layer.name, absent(`A weight of '${layer.name}' or of the next layer is not finite`)]
      }
      const { cols, data } = difference
      const counted = options.of === 'matrix' ? data : data.filter((_, at) => at % (cols + 1) === 0)
      return [layer.name, Math.sqrt(sumOfSquares(counted)) / size]
    })
    return Object.fromEntries(pairs)
  },
})

/** Weights are [in, out] here: what enters is wᵀw, what leaves v vᵀ. */
function imbalance({ weight, bias }: DenseLayer, next: DenseLayer, linalg: LinearAlgebra) {
  const [w, v] = [inDouble(weight), inDouble(next.weight)]
  const entering = linalg.product(w, w, { a: true })
  const leaving = linalg.product(v, v, { b: true })
  const b = bias?.values ?? new Float64Array(w.cols)
  const data = leaving.data.map((value, at) => {
    const [i, j] = [Math.floor(at / w.cols), at % w.cols]
    return value - (entering.data[at] ?? 0) - (b[i] ?? 0) * (b[j] ?? 0)
  })
  const difference: Matrix = { rows: w.cols, cols: w.cols, data }
  return { difference, size: sumOfSquares(w.data) + sumOfSquares(b) }
}
