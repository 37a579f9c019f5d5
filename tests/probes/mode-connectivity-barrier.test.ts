import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Objective, OtherNetwork } from '#probes/inputs.ts'
import type { Chain, DenseLayer } from '#probes/maths/chain/chain.ts'
import { alignedWith } from '#probes/maths/chain/aligned.ts'
import { flattened, placesOf } from '#probes/maths/chain/flat.ts'
import { logitsOf } from '#probes/maths/chain/forward.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { modeConnectivityBarrier } from '#probes/mode-connectivity-barrier.ts'
import { expectClose } from './close.ts'
import { diagonal, lossLike, quadratic } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'
import { randomChain } from './random-chain.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
interface Barriers {
  readonly barrier: number
  readonly aligned: number
}
const vector = (values: readonly number[]): OtherNetwork => ({
  name: 'there',
  weights: { w: { shape: [values.length], values: Float64Array.from(values) } },
  predictions: null,
  chain: null,
})
const network = (chain: Chain, name = 'other'): OtherNetwork => {
  const { places } = placesOf(chain.layers)
  const flat = flattened(chain.layers)
  const weights = places.map(({ name: layer, shape, from }) => {
    const size = shape.reduce((product, length) => product * length, 1)
    return [layer, { shape, values: flat.slice(from, from + size) }] as const
  })
  // In another order than the objective's: names decide.
  return { name, weights: Object.fromEntries(weights.toReversed()), predictions: null, chain }
}
const between = (objective: Objective, other: OtherNetwork, options = {}) =>
  lab.measure(modeConnectivityBarrier, { objective, other }, options) as Barriers

const tanhNet = (sizes: readonly number[], seed: number) =>
  randomChain({ sizes, activation: 'tanh', loss: { kind: 'mse', reduction: 'mean' }, examples: 12, seed })

/** The same function, with its hidden neurons in another order. */
function shuffled({ layers, ...rest }: Chain, orders: readonly (readonly number[])[]): Chain {
  const moved = layers.map((layer, l): DenseLayer => {
    const { rows, cols, data } = layer.weight
    const [into, out] = [orders[l - 1], orders[l]]
    const weight = data.map((_, at) => {
      const [i, j] = [Math.floor(at / cols), at % cols]
      return data[(into?.[i] ?? i) * cols + (out?.[j] ?? j)] ?? NaN
    })
    const bias = layer.bias && {
      ...layer.bias,
      values: layer.bias.values.map((_, j) => layer.bias?.values[out?.[j] ?? j] ?? NaN),
    }
    return { ...layer, weight: { rows, cols, data: weight }, bias }
  })
  return { ...rest, layers: moved }
}

describe('the barrier to another network', () => {
  it('is 1 between the minima of (θ² − 1)², at their middle', () => {
    const wells = lossLike([-1], ([theta = NaN]) => (theta ** 2 - 1) ** 2)
    expect(between(wells, vector([1])).barrier).toBeCloseTo(1, 12)
    expect(between(wells, vector([1]), { points: 3 }).barrier).toBeCloseTo(1, 12)
    // Without the middle among its points it sees less: at θ = ±1/3.
    expect(between(wells, vector([1]), { points: 4 }).barrier).toBeCloseTo(64 / 81, 12)
  })

  it('is taken over the line between the two losses, from this network to the other', () => {
    const hill = lossLike([0], ([theta = NaN]) => 5 * theta + 4 * theta * (1 - theta))
    expect(between(hill, vector([1])).barrier).toBeCloseTo(1, 12)
    const skew = lossLike([0], ([theta = NaN]) => 5 * theta + (27 / 4) * theta ** 2 * (1 - theta))
    expect(between(skew, vector([1]), { points: 4 }).barrier).toBeCloseTo(1, 12)
  })

  it('is 0 for a network and itself', () => {
    const chain = tanhNet([3, 4, 2], 1)
    expect(between(objectiveOf(chain, lab.linalg), network(chain))).toEqual({ barrier: 0, aligned: 0 })
  })

  it('is 0 where the loss is convex', () => {
    const convex = quadratic(diagonal([1, 4]), [3, -2])
    expect(between(convex, vector([-1, 5])).barrier).toBe(0)
    const linear = (seed: number) =>
      randomChain({
        sizes: [3, 2],
        activation: 'linear',
        loss: { kind: 'cross-entropy', reduction: 'mean' },
        examples: 9,
        seed,
      })
    const objective = objectiveOf(linear(1), lab.linalg)
    expect(between(objective, network(linear(2))).barrier).toBe(0)
  })

  it('vanishes once the neurons of a permuted copy are put back, in two layers and in three', () => {
    for (const [sizes, orders] of [
      [[3, 6, 2], [[3, 1, 5, 0, 2, 4]]],
      [
        [3, 5, 6, 2],
        [
          [3, 1, 4, 0, 2],
          [5, 2, 0, 3, 1, 4],
        ],
      ],
    ] as const) {
      const drawn = tanhNet(sizes, 4)
      // Both ends fit the data, as two trained networks do.
      const targets = logitsOf(drawn.layers, drawn.train.inputs, lab.linalg)
      const chain = { ...drawn, train: { ...drawn.train, targets } }
      const copy = shuffled(chain, orders)
      expectClose(
        logitsOf(copy.layers, chain.train.inputs, lab.linalg).data,
        logitsOf(chain.layers, chain.train.inputs, lab.linalg).data,
        1e-9,
      )
      const { barrier, aligned } = between(objectiveOf(chain, lab.linalg), network(copy))
      expect(barrier).toBeGreaterThan(1e-3)
      expect(Math.abs(aligned)).toBeLessThan(1e-12)
      expectClose(flattened(alignedWith(chain.layers, copy.layers, lab.linalg)), flattened(chain.layers), 1e-12)
    }
  })

  it('aligns to the nearest of all orders, without changing the function', () => {
    const orders = [0, 1, 2, 3].flatMap((a) =>
      [0, 1, 2, 3].flatMap((b) => [0, 1, 2, 3].flatMap((c) => [0, 1, 2, 3].map((d) => [a, b, c, d]))),
    )
    const permutations = orders.filter((order) => new Set(order).size === 4)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.boolean(), (seed, withBias) => {
        const [first, second] = [0, 5000].map((more) =>
          randomChain({
            sizes: [2, 4, 3],
            activation: 'gelu',
            loss: { kind: 'mse', reduction: 'mean' },
            examples: 4,
            seed: seed + more,
            withBias,
          }),
        ) as [Chain, Chain]
        const flat = flattened(first.layers)
        const far = (layers: readonly DenseLayer[]) =>
          flattened(layers).reduce((sum, value, i) => sum + (value - (flat[i] ?? 0)) ** 2, 0)
        const aligned = alignedWith(first.layers, second.layers, lab.linalg)
        const nearest = Math.min(...permutations.map((order) => far(shuffled(second, [order]).layers)))
        expect(far(aligned)).toBeCloseTo(nearest, 9)
        const { inputs } = first.train
        expectClose(logitsOf(aligned, inputs, lab.linalg).data, logitsOf(second.layers, inputs, lab.linalg).data, 1e-9)
      }),
      { numRuns: 15, seed: 3 },
    )
  })

  it('leaves the neurons of a network that has diverged where they are', () => {
    const { layers } = tanhNet([3, 4, 2], 1)
    for (const value of [NaN, Infinity]) {
      const [first, ...others] = layers as [DenseLayer, ...DenseLayer[]]
      const data = first.weight.data.map((weight, at) => (at === 5 ? value : weight))
      const diverged = [{ ...first, weight: { ...first.weight, data } }, ...others]
      expect(flattened(alignedWith(layers, diverged, lab.linalg))).toEqual(flattened(diverged))
    }
  })

  it('says which layer is missing or of another shape, and why nothing is aligned', () => {
    const chain = tanhNet([3, 4, 2], 1)
    const objective = objectiveOf(chain, lab.linalg)
    const less = Object.fromEntries(Object.entries(network(chain).weights).filter(([name]) => name !== 'w2'))
    expect(between(objective, { ...network(chain), weights: less })).toEqual({ absent: `other has no layer 'w2'` })
    expect(between(objective, network(tanhNet([3, 5, 2], 1)))).toEqual({
      absent: expect.stringMatching(/^Layer '\w+' of other is \[.*\], and here it is \[.*\]$/),
    })
    expect(between(objective, { ...network(chain), chain: null })).toEqual({
      barrier: 0,
      aligned: { absent: 'other is not a chain of dense layers on these inputs' },
    })
    const renamed = { ...chain, layers: chain.layers.map((layer) => ({ ...layer, name: `${layer.name}x` })) }
    expect(between(objective, { ...network(chain), chain: renamed })).toEqual({
      barrier: 0,
      aligned: { absent: 'The layers of other as a chain are not those of this network' },
    })
  })

  it('keeps a NaN, and writes to no weight', () => {
    const broken = lossLike([0], ([theta = NaN]) => (Math.abs(theta) > 0.4 && Math.abs(theta) < 0.6 ? NaN : 0))
    expect(between(broken, vector([1])).barrier).toBeNaN()
    const [chain, other] = [tanhNet([3, 4, 2], 1), tanhNet([3, 4, 2], 2)]
    const before = structuredClone([chain, other])
    between(objectiveOf(chain, lab.linalg), network(other))
    expect([chain, other]).toEqual(before)
  })
})
