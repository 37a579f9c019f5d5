import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { inDouble } from './maths/algebra/double.ts'
import { firstOf } from './maths/chain/first-examples.ts'
import { ratioOf, squaresOf } from './maths/algebra/wide.ts'
import { principalSubspace, type Moment } from './maths/algebra/principal-subspace.ts'

/** Whether first-layer neurons have turned to the direction of largest variance of the inputs, as Hebbian learning makes them. */
export const principalAlignment = defineProbe({
  id: 'principal-alignment',
  name: 'Alignment to the principal component',
  symbol: 'cos²(w, v₁)',
  formula: String.raw`\Bigl\langle \frac{\lVert V_1^{\mathsf{T}} w_j \rVert^2}{\lVert w_j \rVert^2} \Bigr\rangle_j, \qquad C V_1 = \lambda_{\max} V_1`,
  unit: '1',
  about:
    'Share of a neuron’s squared weights that lies along the first principal component of the training inputs, ' +
    'averaged over the neurons of the first layer. Oja’s rule brings it to 1; gradient descent from small weights ' +
    'raises it early',
  caveat:
    'A random neuron in d dimensions has 1/d, and m/d where the largest variance is shared by m directions: ' +
    'compare it with the null of random weights. For inputs with a mean far from 0 see the option moment',
  estimator:
    'Exact covariance of the first training inputs and exact eigenvectors, in float64; computed once for each set ' +
    'of inputs',
  edges:
    'Directions whose variance is the largest to 1e−9 are one subspace, and the squared projection on it counts. ' +
    'Neurons of zero weights are left out. Absent where inputs do not vary or all weights are zero',
  reference: 'Oja 1982, J. Math. Biol. 15, 267',
  needs: ['chain'],
  cost: 'pass',
  cadence: every(100),
  group: 'ensembles',
  output: scalar({ range: [0, 1] }),
  nulls: ['random-weights'],
  options: [
    {
      key: 'moment',
      about: 'Variance about the mean (covariance), or about 0, as Oja’s rule sees it (second-moment)',
      type: 'choice',
      default: 'covariance',
      choices: ['covariance', 'second-moment'],
    },
    {
      key: 'examples',
      about: 'Number of training inputs, from the first on',
      type: 'integer',
      default: 4096,
      min: 2,
      max: 1000000,
    },
  ],
  measure: ({ chain }, { linalg, options }) => {
    const [first] = chain.layers
    if (first === undefined) return absent('The network has no layers')
    const subspace = principalSubspace(
      chain.train.inputs.data,
      firstOf(chain.train, Number(options.examples)).inputs,
      options.moment as Moment,
      linalg,
    )
    if (subspace === null) return absent('The training inputs do not vary, or hold NaN or an infinity')
    const weight = inDouble(first.weight)
    // [m, neurons]: each neuron's weights, a column, along each direction of the subspace.
    const along = linalg.product(subspace, weight, { a: true })
    let sum = 0
    let count = 0
    for (let j = 0; j < weight.cols; j++) {
      const length = squaresOf(column(weight, j))
      if (length.value === 0) continue
      sum += ratioOf(squaresOf(column(along, j)), length)
      count++
    }
    return count === 0 ? absent(`The weights of '${first.name}' are all zero`) : sum / count
  },
})

function column(
  { rows, cols, data }: { rows: number; cols: number; data: ArrayLike<number> },
  j: number,
): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * cols + j] ?? 0)
}
