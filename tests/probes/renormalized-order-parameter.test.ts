import { describe, expect, it } from 'vitest'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { nngpKernel } from '#probes/maths/physics/nngp-kernel.ts'
import { effectiveAction, orderParameter } from '#probes/maths/physics/order-parameter.ts'
import { renormalizedOrderParameter } from '#probes/renormalized-order-parameter.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { kernels } from './kernel-reference.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'

const lab = await openLab()

interface Choices {
  readonly inputs: Rows
  readonly targets: Rows
  readonly width: number
  readonly activation: Chain['layers'][number]['activation']
}

function network({ inputs, targets, width, activation }: Choices, as: typeof fine = fine): Chain {
  const examples = { inputs: as(inputs), targets: as(targets), labels: null }
  const [d, c] = [inputs[0]?.length ?? 0, targets[0]?.length ?? 0]
  return {
    layers: [
      { name: 'w1', weight: as(gaussian(d, width, 1)), bias: null, activation },
      { name: 'w2', weight: as(gaussian(width, c, 2)), bias: null, activation: 'linear' },
    ],
    loss: { kind: 'mse', reduction: 'mean' },
    probe: examples,
    train: examples,
    test: null,
  }
}

const ask = (chain: Chain, options = {}) => lab.measure(renormalizedOrderParameter, { chain }, options)

describe.each(kernels.order.map((one) => [`${one.activation}, T = ${one.temperature}`, one] as const))(
  'Q̄ of %s',
  (_name, one) => {
    const { temperature, inputPrecision, outputPrecision, expected } = one
    const options = { temperature, inputPrecision, outputPrecision, output: 1 }

    it('is the least action of SciPy, with kernels by quadrature', () => {
      expectClose(ask(network(one), options), expected, FLOAT64)
      expectClose(ask(network(one, matrix), options), expected, FLOAT32)
    })

    it('does not depend on the weights, and not on the order of the examples', () => {
      const chain = network({ ...one, inputs: [...one.inputs].reverse(), targets: [...one.targets].reverse() })
      const other = chain.layers.map((layer) => ({
        ...layer,
        weight: { ...layer.weight, data: layer.weight.data.map((value) => -3 * value) },
      }))
      expectClose(ask({ ...chain, layers: other }, options), expected, FLOAT64)
    })
  },
)

describe('Q̄', () => {
  const linear = { inputs: gaussian(6, 9, 3), targets: gaussian(6, 1, 4), width: 15, activation: 'linear' } as const

  it('of a linear network at temperature 0 is the root of Q² − (1 − α) Q − α r', () => {
    const covariance = fine(
      linear.inputs.map((a) => linear.inputs.map((b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / 9)),
    )
    const solved = lab.linalg.solve(covariance, fine(linear.targets))
    const r = linear.targets.reduce((sum, [y = 0], i) => sum + y * (solved.data[i] ?? 0), 0) / 6
    for (const [width, precision] of [
      [15, 1],
      [4, 1],
      [6, 2.5],
    ] as const) {
      const alpha = 6 / width
      const root = (1 - alpha + Math.sqrt((1 - alpha) ** 2 + 4 * alpha * precision * r)) / 2
      const chain = network({ ...linear, width })
      expectClose(ask(chain, { temperature: 0, outputPrecision: precision }), root, 1e-9)
      expectClose(ask(chain, { temperature: 1e-9, outputPrecision: precision }), root, 1e-5)
    }
  })

  it('goes to 1 as the width grows', () => {
    const q = ask(network({ ...linear, width: 100_000 }), {}) as number
    expect(Math.abs(q - 1)).toBeLessThan(1e-3)
    expect(q).not.toBe(1)
  })

  it('is the lowest of several valleys', () => {
    // One large target against the temperature: a valley near 0 and one far above, of which the second is the lower.
    const posterior = { values: [1e-2], power: [60], width: 3, temperature: 0.5 }
    const best = orderParameter(posterior)
    for (let q = 1e-6; q < 1e4; q *= 1.01) {
      expect(effectiveAction(posterior, q)).toBeGreaterThanOrEqual(effectiveAction(posterior, best) - 1e-12)
    }
  })

  it('counts the first examples and the output that are asked for', () => {
    const targets = linear.targets.map(([y = 0], i) => [3 * i, y])
    const both = network({ ...linear, targets })
    expectClose(ask(both, { output: 1 }), ask(network(linear)), 1e-9)
    expect(ask(both, { output: 0 })).not.toBeCloseTo(ask(network(linear)) as number, 2)
    const four = network({ ...linear, inputs: linear.inputs.slice(0, 4), targets: linear.targets.slice(0, 4) })
    expectClose(ask(network(linear), { examples: 4 }), ask(four), 1e-9)
  })

  it('says why there is none', () => {
    const chain = network(linear)
    const [first, last] = chain.layers as [Chain['layers'][0], Chain['layers'][0]]
    expect(ask({ ...chain, layers: [first, first, last] })).toEqual({
      absent: 'Needs one hidden layer, and the network has 2',
    })
    expect(ask({ ...chain, layers: [last] })).toEqual({ absent: 'Needs one hidden layer, and the network has 0' })
    const bias = { name: 'b', values: new Float64Array(15) }
    for (const layers of [
      [{ ...first, bias }, last],
      [first, { ...last, bias }],
    ]) {
      expect(ask({ ...chain, layers })).toEqual({ absent: 'The theory has no biases, and the network has' })
    }
    expect(ask(chain, { output: 1 })).toEqual({ absent: 'The network has 1 outputs, so none is number 1' })
    expect(ask(network({ ...linear, activation: 'tanh' }))).toEqual({
      absent: 'There is no closed form here of the kernel of tanh',
    })
    const twice = network({ ...linear, inputs: linear.inputs.map(() => linear.inputs[0] ?? []) })
    expect(ask(twice, { temperature: 0 })).toEqual({
      absent: 'At temperature 0 the kernel must be invertible, and it is not',
    })
    expect(ask(twice, { temperature: 0.1 })).toBeGreaterThan(0)
    expect(ask(network({ ...linear, targets: linear.targets.map(() => [NaN]) }))).toEqual({
      absent: 'The training examples hold NaN or an infinity',
    })
  })
})

describe('the kernel of an infinite ReLU layer', () => {
  it('halves the variance of an input, and is 0 for opposite and for empty ones', () => {
    const kernel = nngpKernel(
      fine([
        [2, 0],
        [-2, 0],
        [0, 0],
      ]),
      'relu',
      1,
      lab.linalg,
    )?.matrix
    const expected = [1, 0, 0, 0, 1, 0, 0, 0, 0]
    kernel?.data.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 14))
  })
})
