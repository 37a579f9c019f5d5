import { describe, expect, it } from 'vitest'
import type { Chain, DenseLayer, Examples } from '#probes/maths/chain/chain.ts'
import type { ActivationName } from '#probes/maths/chain/activations.ts'
import { affineFit } from '#probes/maths/algebra/affine-fit.ts'
import { stitchingPenalty } from '#probes/stitching-penalty.ts'
import { expectClose } from './close.ts'
import { fine, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'
import { expected, given, PRECISIONS, type Make } from './representation.ts'

const lab = await openLab()
type Weights = readonly { readonly weight: Rows; readonly bias: readonly number[] }[]

function layersOf(network: Weights, activation: ActivationName, make: Make = fine): DenseLayer[] {
  return network.map(({ weight, bias }, l) => ({
    name: `w${l + 1}`,
    weight: make(weight),
    bias: { name: `b${l + 1}`, values: make([bias]).data },
    activation: l === network.length - 1 ? 'linear' : activation,
  }))
}

function examplesOf(rows: Rows, labels: readonly number[], make: Make = fine): Examples {
  const targets = labels.map((label) => [0, 1, 2].map((c) => +(c === label)))
  return { inputs: make(rows), targets: make(targets), labels: Int32Array.from(labels) }
}

function chainOf(network: Weights, activation: ActivationName = 'relu', make: Make = fine): Chain {
  const train = examplesOf(given.data.train, given.answers.train, make)
  const test = examplesOf(given.data.test, given.answers.test, make)
  return {
    layers: layersOf(network, activation, make),
    loss: { kind: 'mse', reduction: 'mean' },
    probe: test,
    train,
    test,
  }
}

function penalty(chain: Chain, second: Chain | null, options = {}) {
  return lab.numbers(
    stitchingPenalty,
    { chain, other: { name: 'b', weights: {}, predictions: null, chain: second } },
    options,
  )
}

const { chain: a, other: b } = given

function threeOf(network: Weights): [Weights[number], Weights[number], Weights[number]] {
  const [first, second, third] = network
  if (!first || !second || !third) throw new Error('Three layers')
  return [first, second, third]
}

describe('stitching penalty', () => {
  it.each(PRECISIONS)('meets NumPy’s least squares in %s', (_, make, tolerance) => {
    const value = penalty(chainOf(a, 'relu', make), chainOf(b, 'relu', make))
    expectClose(value, expected('stitching-penalty'), tolerance)
  })

  it('fits an affine map as it is, and the one of least norm where several are as good', () => {
    const x = gaussian(20, 3, 1).map((row) => row.map((value) => value + 2))
    const weight = gaussian(3, 2, 2)
    const y = times(x, weight).map(([a = 0, b = 0]) => [a + 5, b - 0.1])
    const fit = affineFit(fine(x), fine(y), lab.linalg)
    expectClose([...fit.weight.data], weight.flat(), 1e-9)
    expectClose([...fit.bias], [5, -0.1], 1e-9)
    const double = affineFit(fine(x.map((row) => [...row, row[0] ?? 0])), fine(y), lab.linalg)
    const half = (weight[0] ?? []).map((value) => value / 2)
    expectClose([...double.weight.data], [half, ...weight.slice(1), half].flat(), 1e-9)
  })

  it('is 0 of a network with itself, at every layer', () =>
    expect(penalty(chainOf(a), chainOf(a))).toEqual({ w1: 0, w2: 0 }))

  it('puts the layers of the other network below this one where it is asked to', () => {
    const turned = penalty(chainOf(b), chainOf(a), { below: 'other' })
    expect(turned).toEqual(penalty(chainOf(a), chainOf(b)))
    expect(turned).not.toEqual(penalty(chainOf(b), chainOf(a)))
    const broken = a.map((layer, l) => (l === 1 ? { ...layer, bias: layer.bias.map(() => NaN) } : layer))
    expect(penalty(chainOf(broken), chainOf(b), { below: 'other' })).toEqual({
      absent: 'A weight of this network is NaN or infinite',
    })
  })

  it('is 0 of a copy whose hidden units are turned', () => {
    const rotation = orthogonal(7, 2)
    const back = rotation.map((_, j) => rotation.map((row) => row[j] ?? 0))
    const [first, second, last] = threeOf(a)
    const copy = [
      { weight: times(first.weight, rotation), bias: times([first.bias], rotation)[0] ?? [] },
      { weight: times(back, second.weight), bias: second.bias },
      last,
    ]
    expect(penalty(chainOf(copy, 'linear'), chainOf(a, 'linear'))).toEqual({ w1: 0, w2: 0 })
  })

  it('does not count directions that the first network lacks as a failure of the fit', () => {
    // A dead unit and a double one: the Gram matrix has no inverse.
    const [first, second, last] = threeOf(a)
    const wider = [
      { weight: first.weight.map((row) => [...row, 0, row[0] ?? 0]), bias: [...first.bias, -1, first.bias[0] ?? 0] },
      { weight: [...second.weight, ...gaussian(2, 6, 3).map((row) => row.map(() => 0))], bias: second.bias },
      last,
    ]
    expect(penalty(chainOf(wider), chainOf(a))).toEqual({ w1: 0, w2: 0 })
  })

  it('is what the other network loses where the first tells nothing, and never less than its errors allow', () => {
    const blind = a.map(({ weight, bias }) => ({ weight: weight.map((row) => row.map(() => 0)), bias }))
    const answers = given.data.test.map((row) => ((row[0] ?? 0) > (row[1] ?? 0) ? 0 : 1))
    // A network that answers by which of two inputs is larger, exactly, through ReLUs of either sign.
    const right: Weights = [
      {
        weight: [
          [1, 0, -1, 0],
          [0, 1, 0, -1],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
          [0, 0, 0, 0],
        ],
        bias: [0, 0, 0, 0],
      },
      {
        weight: [
          [1, 0, 0],
          [0, 1, 0],
          [-1, 0, 0],
          [0, -1, 0],
        ],
        bias: [0, 0, -99],
      },
    ]
    const test = examplesOf(given.data.test, answers)
    const two = blind.slice(0, 1).concat([{ weight: gaussian(7, 3, 1), bias: [0, 0, 0] }])
    const loss = penalty({ ...chainOf(two), test }, chainOf(right)).w1
    const most = Math.max(...[0, 1].map((label) => answers.filter((answer) => answer === label).length))
    expect([1 - most / 40, most / 40]).toContainEqual(expect.closeTo(loss ?? NaN, 12))
    expect(penalty({ ...chainOf(right), test }, chainOf(right)).w1).toBe(0)
  })

  it('is judged on the training examples where there is no test split, spread evenly over it', () => {
    const alone = (chain: Chain): Chain => ({ ...chain, test: null })
    const value = penalty(alone(chainOf(a)), chainOf(b), { examples: 20 })
    const every = (rows: Rows) => Array.from({ length: 20 }, (_, i) => rows[Math.floor(2.5 * i)] ?? [])
    const labels = Array.from({ length: 20 }, (_, i) => given.answers.train[Math.floor(2.5 * i)] ?? 0)
    const few = examplesOf(every(given.data.train), labels)
    expect(value).toEqual(penalty({ ...chainOf(a), train: few, test: null }, chainOf(b)))
  })

  it('is absent without a second network that fits, or labels, or a hidden layer', () => {
    expect(penalty(chainOf(a), null)).toEqual({ absent: "'b' is not a chain of dense layers on these inputs" })
    expect(penalty(chainOf(a), chainOf(b.slice(1)))).toEqual({
      absent: 'This network has 3 layers, and the second has 2',
    })
    const other = [{ weight: gaussian(4, 8, 1), bias: b[0]?.bias ?? [] }, ...b.slice(1)]
    expect(penalty(chainOf(a), chainOf(other))).toEqual({
      absent: 'The second network reads 4 inputs, and this run has 5',
    })
    const chain = chainOf(a)
    expect(penalty({ ...chain, test: { ...chain.train, labels: null } }, chainOf(b))).toEqual({
      absent: 'The task has no labels',
    })
    const line = [{ weight: gaussian(5, 3, 1), bias: [0, 0, 0] }]
    expect(penalty(chainOf(line), chainOf(line))).toEqual({ absent: 'The network has no hidden layer' })
  })

  it('is absent at the layers of a network that diverged', () => {
    const broken = a.map((layer, l) => (l === 1 ? { ...layer, bias: layer.bias.map(() => NaN) } : layer))
    const value = penalty(chainOf(broken), chainOf(b))
    expect(value.w1).toBeTypeOf('number')
    expect(value.w2).toEqual({ absent: "'w2' of one of the two holds NaN or an infinity" })
    // A square may leave the finite numbers although its root has not.
    const [first, ...above] = threeOf(a)
    const large = [{ ...first, weight: first.weight.map((row) => row.map((w) => 1e200 * w)) }, ...above]
    expect(penalty(chainOf(large, 'quadratic'), chainOf(b, 'quadratic')).w1).toEqual({
      absent: "'w1' of one of the two holds NaN or an infinity",
    })
  })
})
