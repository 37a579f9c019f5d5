import { beforeAll, describe, expect, it } from 'vitest'
import type { Objective } from '#probes/inputs.ts'
import { lossSlice } from '#probes/loss-slice.ts'
import { filterNormalizedDirection } from '#probes/maths/algebra/filter-normalized.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { expectClose } from './close.ts'
import { cases, chainOf, lossLike } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'
import { randomChain } from './random-chain.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
const grid = lossSlice.output.grid ?? []
const slice = (objective: Objective) => lab.measure(lossSlice, { objective }) as Float64Array

/** [2, 2], two neurons of lengths 5 and 13, then a bias. */
const layers = [
  { name: 'w', shape: [2, 2], from: 0 },
  { name: 'b', shape: [2], from: 4 },
]
const parameters = Float64Array.of(3, 5, 4, 12, 7, 8)

describe('the slice of the loss', () => {
  it('has 21 points from −1 to 1, the loss itself in the middle', () => {
    expect(grid.length).toBe(21)
    expect([grid[0], grid[5], grid[10], grid[20]]).toEqual([-1, -0.5, 0, 1])
    for (const [, one] of cases) {
      expectClose(slice(objectiveOf(chainOf(one), lab.linalg))[10], one.value, 1e-12)
    }
  })

  it('is α² ‖W‖² of the squared distance, where every neuron moves by its own length', () => {
    const distance = (theta: Float64Array) =>
      theta.reduce((sum, value, i) => sum + (value - (parameters[i] ?? 0)) ** 2, 0)
    const found = slice({ ...lossLike([...parameters], distance), layers })
    found.forEach((value, i) => expect(value).toBeCloseTo((grid[i] ?? NaN) ** 2 * (25 + 169), 9))
  })

  it('moves along one direction, to both sides', () => {
    const entry = (at: number) => slice({ ...lossLike([...parameters], (theta) => theta[at] ?? NaN), layers })
    for (const at of [0, 1, 2, 3]) {
      const values = entry(at)
      values.forEach((value, i) => {
        const [low = NaN, high = NaN] = [values[0], values[20]]
        expect(value).toBeCloseTo(low + ((high - low) * i) / 20, 9)
      })
      expect(values[0]).not.toBeCloseTo(values[20] ?? NaN, 3)
    }
    for (const bias of [4, 5]) expect(new Set(entry(bias)).size).toBe(1)
  })

  it('has a direction whose columns, not rows, are as long as the weights', () => {
    const direction = filterNormalizedDirection({ layers, parameters }, openStream(2, 'slice'))
    expect(Math.hypot(direction[0] ?? 0, direction[2] ?? 0)).toBeCloseTo(5, 10)
    expect(Math.hypot(direction[1] ?? 0, direction[3] ?? 0)).toBeCloseTo(13, 10)
    expect([...direction.subarray(4)]).toEqual([0, 0])
  })

  it('leaves a neuron of zero weights where it is', () => {
    const direction = filterNormalizedDirection(
      { layers: layers.slice(0, 1), parameters: Float64Array.of(3, 0, 4, 0) },
      openStream(2, 'slice'),
    )
    for (const at of [1, 3]) expect(direction[at]).toBeCloseTo(0, 12)
  })

  it('is the same for a ReLU network that is rescaled without changing its function', () => {
    const choices = { sizes: [3, 5, 2], activation: 'relu', examples: 9, seed: 8, withBias: false } as const
    const chain = randomChain({ ...choices, loss: { kind: 'mse', reduction: 'mean' } })
    const rescaled = {
      ...chain,
      layers: chain.layers.map((layer, l) => ({
        ...layer,
        weight: { ...layer.weight, data: layer.weight.data.map((value) => (l === 0 ? 4 * value : value / 4)) },
      })),
    }
    expectClose(slice(objectiveOf(rescaled, lab.linalg)), slice(objectiveOf(chain, lab.linalg)), 1e-9)
  })

  it('keeps infinities, writes to no parameter and is the same every time', () => {
    const objective = { ...lossLike([...parameters], (theta) => 1 / Math.abs((theta[0] ?? 0) - 3)), layers }
    expect(slice(objective)[10]).toBe(Infinity)
    expect(slice(objective)).toEqual(slice(objective))
    expect(objective.parameters).toEqual(parameters)
  })
})
