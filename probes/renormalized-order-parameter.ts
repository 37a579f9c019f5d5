import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { firstOf } from './maths/chain/first-examples.ts'
import { roundingOf } from './maths/algebra/double.ts'
import { kernelModes } from './maths/algebra/kernel-modes.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { kernelFloor } from './maths/algebra/spectra.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { nngpKernel } from './maths/physics/nngp-kernel.ts'
import { orderParameter as orderParameterOf } from './maths/physics/order-parameter.ts'

/** How much a hidden layer of this width rescales its infinite-width kernel to fit the data. 1 is the lazy limit. */
export const renormalizedOrderParameter = defineProbe({
  id: 'renormalized-order-parameter',
  formerly: 'renormalised-order-parameter',
  name: 'Renormalized order parameter',
  symbol: 'Q̄',
  formula: String.raw`\bar{Q} = \operatorname*{arg\,min}_Q\; Q - \ln Q + \frac{1}{N} \sum_i \ln\Bigl(T + \frac{Q \lambda_i}{\lambda_1}\Bigr) + \frac{1}{N} \sum_i \frac{\tilde{y}_i^2}{T + Q \lambda_i / \lambda_1}`,
  unit: '1',
  about:
    'The one number by which a Bayesian network with one hidden layer of N neurons differs from its infinite-width ' +
    'limit when P examples and N are comparable: the kernel K becomes Q̄ K/λ₁. Above 1 where targets are large ' +
    'compared with the prior, below 1 where they are small; it tends to 1 as P/N goes to 0',
  caveat:
    'A property of the data, the width and the priors, not of the weights: it does not change in training. Needs ' +
    'one hidden layer without biases, Gaussian priors and one output; exact for a linear network, an approximation ' +
    'otherwise. It does not describe training that does not sample at temperature T',
  estimator:
    'The kernel of the infinitely wide layer in closed form on the first training examples, eigenvectors in ' +
    'float64; the minimum of the action on a grid of log Q from 1e−8, then bisection of its derivative to float64 ' +
    'precision',
  edges:
    'Absent for more than one hidden layer, for biases, for activations without a closed form here (tanh, gelu), ' +
    'for an output index that does not exist, and at temperature 0 with a kernel that is singular: ' +
    'an eigenvalue below 1e−12 of the largest, or below (8 ε)² for examples that were stored in a type coarser than float32',
  reference: 'Pacelli et al. 2023, arXiv:2209.04882, Nature Machine Intelligence 5, 1497–1507',
  needs: ['chain'],
  cost: 'passes',
  cadence: every(1000),
  group: 'kernels',
  output: scalar({ scale: 'log' }),
  theory: [
    {
      label: 'Infinite width',
      formula: String.raw`\bar{Q} = 1`,
      value: 1,
      reference: 'Pacelli et al. 2023, arXiv:2209.04882',
    },
    {
      label: 'Temperature 0',
      formula: String.raw`\bar{Q} = \tfrac{1}{2}\Bigl(1 - \alpha + \sqrt{(1 - \alpha)^2 + 4 \alpha r}\Bigr), \quad \alpha = \frac{P}{N},\; r = \frac{\lambda_1\, y^{\mathsf{T}} K^{-1} y}{P}`,
      value: null,
      reference: 'Pacelli et al. 2023, arXiv:2209.04882',
    },
  ],
  options: [
    { key: 'temperature', about: 'Temperature T of the posterior', type: 'number', default: 0.1, min: 0, max: 1e6 },
    {
      key: 'examples',
      about: 'Number of training examples, from the first on',
      type: 'integer',
      default: 256,
      min: 1,
      max: 4096,
    },
    {
      key: 'output',
      about: 'Index of the output that is the target, from 0',
      type: 'integer',
      default: 0,
      min: 0,
      max: 1e6,
    },
    {
      key: 'inputPrecision',
      about: 'λ₀, precision of the Gaussian prior of the first layer, times the inputs',
      type: 'number',
      default: 1,
      min: 1e-9,
      max: 1e9,
    },
    {
      key: 'outputPrecision',
      about: 'λ₁, precision of the Gaussian prior of the last layer, times the width',
      type: 'number',
      default: 1,
      min: 1e-9,
      max: 1e9,
    },
  ],
  measure: ({ chain }, { linalg, options }) => {
    const [hidden, readout] = chain.layers
    if (hidden === undefined || readout === undefined || chain.layers.length !== 2) {
      return absent(`Needs one hidden layer, and the network has ${chain.layers.length - 1}`)
    }
    if (hidden.bias !== null || readout.bias !== null) return absent('The theory has no biases, and the network has')
    const { inputs, targets } = firstOf(chain.train, Number(options.examples))
    const output = Number(options.output)
    if (output >= targets.cols) return absent(`The network has ${targets.cols} outputs, so none is number ${output}`)
    const found = nngpKernel(inputs, hidden.activation, Number(options.inputPrecision), linalg)
    if (found === null) return absent(`There is no closed form here of the kernel of ${hidden.activation}`)
    const { matrix: kernel, exponent } = found
    const target = {
      rows: targets.rows,
      cols: 1,
      data: Float64Array.from({ length: targets.rows }, (_, i) => targets.data[i * targets.cols + output] ?? 0),
    }
    if (![...kernel.data, ...target.data].every(Number.isFinite))
      return absent('The training examples hold NaN or an infinity')
    const { matrix: scaled, exponent: unit } = ordinarySize(target)
    const { values, power } = kernelModes(kernel, scaled, linalg)
    const least = kernelFloor(roundingOf(inputs)) * (values[0] ?? 0)
    const temperature = Number(options.temperature)
    if (temperature === 0 && (values.at(-1) ?? 0) <= least)
      return absent('At temperature 0 the kernel must be invertible, and it is not')
    const precision = Number(options.outputPrecision)
    return orderParameterOf({
      values: values.map((value) => (value > least ? value / precision : 0)),
      // In the unit of the kernel, as the temperature.
      power: power.map((value) => timesPowerOfTwo(value, 2 * unit - exponent)),
      width: hidden.weight.cols,
      temperature: timesPowerOfTwo(temperature, -exponent),
    })
  },
})
