import { estimate, every } from '#src/vocabulary/index.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import { defineProbe, scalars } from './define.ts'
import type { DenseLayer } from './maths/chain/chain.ts'
import { firstExamples } from './maths/chain/first-examples.ts'
import { forward } from './maths/chain/forward.ts'
import { examplesOption } from './maths/chain/kernel-options.ts'
import { tiled } from './maths/chain/output-jacobians.ts'
import { logMean, logTangentLengths } from './maths/chain/partial-jacobians.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'

/** How signals grow with depth. Evenly spaced values are a straight line of exponential growth; a critical network has it flat. */
export const apjn = defineProbe({
  id: 'apjn',
  name: 'Averaged partial Jacobian norm',
  symbol: 'ln 𝒥',
  formula: String.raw`\ln \mathcal{J}^{0, \ell} = \ln\Bigl(\frac{1}{N_\ell}\, \mathbb{E}_x \Bigl\lVert \frac{\partial z^{\ell}}{\partial x} \Bigr\rVert_F^2\Bigr)`,
  unit: 'nat',
  about:
    'The logarithm of the mean squared derivative of each layer’s preactivations by the inputs. Its slope in depth ' +
    'is ln χ: it falls in the ordered phase, rises in the chaotic one, and a network can be trained deep where it ' +
    'is flat',
  caveat:
    'Theory averages over weights as well; this is one network, whose logarithm under ReLU differs by about √(ℓ/N) ' +
    'on one example, for ℓ well below N. The first layer shows the scale of its own weights, not the recursion. One-hot inputs are treated ' +
    'like any others',
  estimator:
    'In float64 and in logarithms, rows normalized to length 1 at every layer. exact: all derivatives; hutchinson: ' +
    'random directions, the same for all layers, with the standard error over them',
  edges:
    'Where all derivatives vanish, as with dead neurons or weights of zero, it is −∞, which is its true value; NaN ' +
    'in the weights gives NaN',
  reference: 'Doshi, He & Gromov 2023, arXiv:2111.12143',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(100),
  group: 'propagation',
  output: scalars(),
  options: [
    examplesOption(16, 1),
    {
      key: 'estimator',
      about: 'All derivatives by all inputs (exact), or along random directions (hutchinson)',
      type: 'choice',
      default: 'exact',
      choices: ['exact', 'hutchinson'],
    },
    {
      key: 'directions',
      about: 'Random directions for each example, with hutchinson',
      type: 'integer',
      default: 10,
      min: 2,
      max: 1000,
    },
  ],
  measure: ({ chain }, { linalg, options, random }) => {
    const { layers, inputs } = firstExamples(chain, Number(options.examples))
    const pass = forward(layers, inputs, linalg)
    const weight = (layers[0] as DenseLayer).weight
    const n = inputs.rows
    if (options.estimator === 'exact') {
      // Row a of the first weights is the derivative of all preactivations by input a.
      const lengths = logTangentLengths(layers, pass, tiled(weight, n), linalg)
      const parts = lengths.map((logs, l) => {
        const { name, weight: own } = layers[l] as DenseLayer
        return [name, logMean(logs) + Math.log(inputs.cols / own.cols)] as const
      })
      return Object.fromEntries(parts)
    }
    const count = Number(options.directions)
    const first = linalg.product(normals(n * count, inputs.cols, random), weight)
    const lengths = logTangentLengths(layers, pass, first, linalg)
    const parts = lengths.map((logs, l) => {
      const { name, weight: own } = layers[l] as DenseLayer
      return [name, fromDirections(logs, count, own.cols)] as const
    })
    return Object.fromEntries(parts)
  },
})

function normals(rows: number, cols: number, random: RandomStream): Matrix {
  return { rows, cols, data: Float64Array.from({ length: rows * cols }, () => random.normal()) }
}

/** ln of the mean over directions of the mean over examples; the error of a logarithm is the relative error. */
function fromDirections(logs: Float64Array, count: number, width: number) {
  const means = Float64Array.from({ length: count }, (_, d) => logMean(logs.filter((_log, row) => row % count === d)))
  const mean = logMean(means)
  if (mean === -Infinity) return mean
  const shares = means.map((one) => Math.exp(one - mean))
  const variance = shares.reduce((sum, share) => sum + (share - 1) ** 2, 0) / (count - 1)
  return estimate(mean - Math.log(width), Math.sqrt(variance / count))
}
