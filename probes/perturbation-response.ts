import { absent, estimate, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import type { DenseLayer } from './maths/chain/chain.ts'
import { deltas } from './maths/chain/backward.ts'
import { forward, logitsOf } from './maths/chain/forward.ts'
import { exampleSlopes } from './maths/chain/loss.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { ordinarySize, ordinaryTogether } from './maths/algebra/ordinary-size.ts'
import { lengthOf, rootOf, squaresOf, timesPowerOfTwo } from './maths/algebra/wide.ts'

/** How far answers move when inputs do. A gap between the two directions is room for an adversary. */
export const perturbationResponse = defineProbe({
  id: 'perturbation-response',
  name: 'Response to perturbation',
  symbol: 'R',
  formula: String.raw`R = \Bigl\langle \frac{\lVert f(x + \delta) - f(x) \rVert}{\lVert \delta \rVert} \Bigr\rangle, \qquad \delta \parallel \text{random},\; \nabla_x \ell`,
  unit: '1',
  about:
    'Mean change of the logits divided by the change of the input, on the probe batch: along random directions, ' +
    'and along the gradient of the loss of each example, as in an adversarial attack',
  caveat:
    'Of logits, so it grows with their scale. For one-hot inputs the perturbed inputs do not occur in the task. ' +
    'The gradient is where the loss grows most, not where the logits move most, so random may exceed it',
  estimator:
    'Finite steps in float64, of a length that is a share of the root mean square length of the inputs. Random ' +
    'directions are a Monte Carlo mean with its standard error over directions; the gradient direction is exact',
  edges:
    'Examples whose gradient is zero are left out of that direction; absent where none remains, and where all ' +
    'inputs are zero. For chains of dense layers',
  reference: 'Novak et al. 2018, arXiv:1802.08760; Goodfellow et al. 2015, arXiv:1412.6572',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(100),
  group: 'behavior',
  output: scalars({ scale: 'log' }),
  options: [
    {
      key: 'size',
      about: 'Length of the perturbation, in units of the root mean square length of the inputs',
      type: 'number',
      default: 0.01,
      min: 1e-6,
      max: 10,
    },
    {
      key: 'draws',
      about: 'Random directions for each example',
      type: 'integer',
      default: 4,
      min: 2,
      max: 1000,
    },
    {
      key: 'examples',
      about: 'Examples of the probe batch that are used, from the first',
      type: 'integer',
      default: 128,
      min: 1,
      max: 100_000,
    },
  ],
  theory: [
    {
      label: 'Linear network, random directions, f = x W from d to 1',
      formula: String.raw`\lVert W \rVert \frac{\Gamma(d/2)}{\sqrt{\pi}\, \Gamma((d+1)/2)}`,
      value: null,
      reference: 'Mean of a coordinate’s size on the unit sphere; Muller 1959, Comm. ACM 2',
    },
  ],
  measure: ({ chain }, { linalg, options, random }) => {
    const layers = chain.layers.map(inDoublePrecision)
    const inputs = firstRows(chain.probe.inputs, options.examples as number)
    const targets = firstRows(chain.probe.targets, options.examples as number)
    const { value, exponent } = squaresOf(inputs.data)
    const length = rootOf({ value: value / inputs.rows, exponent })
    if (!(length > 0)) return absent(inputs.rows === 0 ? 'The probe batch is empty' : 'All inputs are zero or NaN')
    const size = (options.size as number) * length
    const pass = forward(layers, inputs, linalg)
    const logits = pass.h.at(-1) as Matrix
    /** ‖f(x + δ) − f(x)‖/‖δ‖ of every example, along directions that need not be of unit length. */
    const responses = (directions: Matrix): Float64Array => {
      const unit = normalized(directions)
      const moved = inputs.data.map((value, i) => value + size * (unit.data[i] as number))
      const answers = logitsOf(layers, { ...inputs, data: moved }, linalg)
      return rowLengths({ ...logits, data: logits.data.map((value, i) => (answers.data[i] as number) - value) }).map(
        (distance) => distance / size,
      )
    }

    const draws = Array.from({ length: options.draws as number }, () =>
      responses({ ...inputs, data: inputs.data.map(() => random.normal()) }),
    )
    const slopes = exampleSlopes(chain.loss, logits, targets)
    // Only directions are asked for: a loss of any size has them.
    const [delta] = deltas(layers, pass, ordinarySize(slopes).matrix, linalg) as [Matrix]
    const gradient = linalg.product(delta, (layers[0] as DenseLayer).weight, { b: true })
    const isSteep = rowLengths(gradient)
    const along = responses(gradient).filter((_, i) => isSteep[i] !== 0)
    return {
      random: meanOverDraws(draws),
      gradient:
        along.length === 0
          ? absent('The loss of every example has a gradient of zero')
          : along.reduce((sum, response) => sum + response, 0) / along.length,
    }
  },
})

/** The batch is given, the directions are drawn: the error is that of each example's mean over its own draws. */
function meanOverDraws(responses: readonly Float64Array[]) {
  const { lists: draws, exponent } = ordinaryTogether(responses)
  const count = draws.length
  const n = draws[0]?.length ?? 0
  let sum = 0
  let variance = 0
  for (let i = 0; i < n; i++) {
    const mean = draws.reduce((total, draw) => total + (draw[i] as number), 0) / count
    sum += mean
    variance += draws.reduce((total, draw) => total + ((draw[i] as number) - mean) ** 2, 0) / (count - 1) / count
  }
  return estimate(timesPowerOfTwo(sum / n, exponent), timesPowerOfTwo(Math.sqrt(variance) / n, exponent))
}

function rowLengths({ rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => lengthOf(data.subarray(row * cols, (row + 1) * cols)))
}

/** Rows of length 1; rows of zeros stay. */
function normalized(directions: Matrix): Matrix {
  const lengths = rowLengths(directions)
  const data = directions.data.map((value, i) => value / (lengths[Math.floor(i / directions.cols)] || 1))
  return { ...directions, data }
}

function inDoublePrecision(layer: DenseLayer): DenseLayer {
  const { weight, bias } = layer
  return {
    ...layer,
    weight: { ...weight, data: Float64Array.from(weight.data) },
    bias: bias && { ...bias, values: Float64Array.from(bias.values) },
  }
}

function firstRows({ rows, cols, data }: Matrix, count: number): Matrix & { readonly data: Float64Array } {
  const taken = Math.min(rows, count)
  return { rows: taken, cols, data: Float64Array.from(data.subarray(0, taken * cols)) }
}
