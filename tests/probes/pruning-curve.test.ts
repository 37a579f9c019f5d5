import { describe, expect, it } from 'vitest'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { pruningCurve } from '#probes/pruning-curve.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { mechanisms } from './mechanisms.ts'

const lab = await openLab()
const { inputs, expected } = mechanisms.pruning
const MODULUS = 11
type Curves = Record<'train' | 'test', Float64Array>

const turned = (rows: Rows) => Array.from({ length: MODULUS }, (_, n) => rows.map((row) => row[n] ?? 0))

function network(toMatrix: typeof fine): Chain {
  const examples = ({ a, b, labels }: (typeof inputs)['train']) => ({
    inputs: toMatrix(
      a.map((left, i) =>
        Array.from({ length: 2 * MODULUS }, (_, at) => +(at === left || at === MODULUS + (b[i] ?? 0))),
      ),
    ),
    targets: toMatrix(labels.map((label) => Array.from({ length: MODULUS }, (_, c) => +(c === label)))),
    labels: Int32Array.from(labels),
  })
  return {
    layers: [
      {
        name: 'w1',
        weight: toMatrix([...turned(inputs.left), ...turned(inputs.right)]),
        bias: { name: 'b1', values: Float64Array.from(inputs.bias1) },
        activation: 'relu',
      },
      {
        name: 'w2',
        weight: toMatrix(inputs.out),
        bias: { name: 'b2', values: Float64Array.from(inputs.bias2) },
        activation: 'linear',
      },
    ],
    loss: { kind: 'cross-entropy', reduction: 'mean' },
    probe: examples(inputs.train),
    train: examples(inputs.train),
    test: examples(inputs.test),
  }
}

const groups = (toMatrix: typeof fine) => ({
  u: toMatrix(inputs.left),
  v: toMatrix(inputs.right),
  w: toMatrix(inputs.out),
})

describe.each(['low', 'high'])('order %s', (order) => {
  it('agrees with NumPy, which silences the neurons by a mask', () => {
    for (const toMatrix of [fine, matrix]) {
      const asked = { chain: network(toMatrix), residueWeights: groups(toMatrix) }
      expectClose(lab.measure(pruningCurve, asked, { order }), expected[order], FLOAT64)
    }
  })
})

it('starts at the accuracy of the network and ends at that of its bias', () => {
  const chain = network(fine)
  const { train } = lab.measure(pruningCurve, { chain, residueWeights: groups(fine) }) as Curves
  const favorite = inputs.bias2.indexOf(Math.max(...inputs.bias2))
  const { labels } = inputs.train
  expect(train).toHaveLength(21)
  expect(train[20]).toBeCloseTo(labels.filter((label) => label === favorite).length / labels.length, 12)
})

it('prunes neurons without weights first: a network and the same with silent neurons end alike', () => {
  const silent = new Array<number>(MODULUS).fill(0)
  const chain = network(fine)
  const grown = {
    ...chain,
    layers: [
      {
        ...(chain.layers[0] as Chain['layers'][number]),
        weight: fine([...turned([silent, ...inputs.left]), ...turned([silent, ...inputs.right])]),
        bias: { name: 'b1', values: Float64Array.of(0, ...inputs.bias1) },
      },
      { ...(chain.layers[1] as Chain['layers'][number]), weight: fine([silent, ...inputs.out]) },
    ],
  }
  const residueWeights = {
    u: fine([silent, ...inputs.left]),
    v: fine([silent, ...inputs.right]),
    w: fine([silent, ...inputs.out]),
  }
  const { train } = lab.measure(pruningCurve, { chain: grown, residueWeights }) as Curves
  // 13 neurons: a share of 0.05 rounds to one, the silent one.
  expect(train[1]).toBe(expected.low?.train?.[0])
})

it('is absent for other depths, for other groups, without classes, without a test split, and for NaN', () => {
  const chain = network(fine)
  const residueWeights = groups(fine)
  const first = chain.layers[0] as Chain['layers'][number]
  const of = (changed: Partial<Chain>, weights: Record<string, ReturnType<typeof fine>> = residueWeights) =>
    lab.measure(pruningCurve, { chain: { ...chain, ...changed }, residueWeights: weights })
  expect(of({ layers: [first] })).toEqual({ absent: 'Needs a chain of 2 layers; this one has 1' })
  expect(of({ layers: [...chain.layers, first] })).toEqual({ absent: 'Needs a chain of 2 layers; this one has 3' })
  const strange = { absent: 'The weights on the residues are not those of the hidden neurons' }
  expect(of({}, { embed: fine(inputs.left.slice(1)) })).toEqual(strange)
  expect(of({}, {})).toEqual(strange)
  expect(of({ test: null })).toMatchObject({ test: { absent: 'There is no test split' } })
  expect(of({ train: { ...chain.train, labels: null } })).toMatchObject({
    train: { absent: 'The task has no classes' },
  })
  const lost = { ...first, bias: { name: 'b1', values: new Float64Array(12).fill(Number.NaN) }, activation: 'linear' }
  const [, second] = chain.layers
  expect(of({ layers: [lost as typeof first, second as typeof first] })).toMatchObject({
    train: { absent: 'The logits hold NaN' },
  })
})
