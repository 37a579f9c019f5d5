import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { ACTIVATION_NAMES } from '#probes/maths/chain/activations.ts'
import { REDUCTIONS, type Chain } from '#probes/maths/chain/chain.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { fine, openLab, type Lab } from '../../lab.ts'
import { gaussian } from '../../random.ts'
import { randomChain } from '../../random-chain.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})

const chains = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 4 }),
    activation: fc.constantFrom(...ACTIVATION_NAMES),
    loss: fc.record({
      kind: fc.constantFrom('mse' as const, 'cross-entropy' as const),
      reduction: fc.constantFrom(...REDUCTIONS),
      temperature: fc.constantFrom(1, 0.5, 4),
    }),
    examples: fc.integer({ min: 1, max: 5 }),
    seed: fc.integer({ min: 0, max: 10_000 }),
    withBias: fc.boolean(),
  })
  .map(randomChain)

describe('the objective of a chain', () => {
  it('has the gradient of its loss, whole and of some examples', () => {
    fc.assert(
      fc.property(chains, fc.integer({ min: 0, max: 100 }), (chain, seed) => {
        const objective = objectiveOf(chain, lab.linalg)
        const v = vector(objective.parameters.length, seed)
        for (const examples of [undefined, Int32Array.of(chain.train.inputs.rows - 1), Int32Array.of(0, 0)]) {
          const along = dot(objective.gradient(objective.parameters, examples), v)
          const h = 1e-6
          const [up, down] = [h, -h].map((step) => objective.loss(moved(objective.parameters, v, step), examples))
          expect(Math.abs(along - ((up ?? 0) - (down ?? 0)) / (2 * h))).toBeLessThan(1e-6 * (1 + Math.abs(along)))
        }
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  it('has Hessian–vector products that are the central differences of its gradients', () => {
    fc.assert(
      fc.property(chains, fc.integer({ min: 0, max: 100 }), (chain, seed) => {
        const objective = objectiveOf(chain, lab.linalg)
        const v = vector(objective.parameters.length, seed)
        for (const examples of [undefined, Int32Array.of(0)]) {
          const exact = objective.hessianProduct(v, examples)
          const h = 1e-5
          const [up, down] = [h, -h].map((step) => objective.gradient(moved(objective.parameters, v, step), examples))
          const size = 1 + Math.sqrt(dot(exact, exact))
          exact.forEach((value, i) =>
            expect(Math.abs(value - ((up?.[i] ?? 0) - (down?.[i] ?? 0)) / (2 * h)) / size).toBeLessThan(1e-6),
          )
        }
      }),
      { numRuns: 100, seed: 2 },
    )
  })

  it('has a symmetric and linear Hessian', () => {
    fc.assert(
      fc.property(chains, fc.integer({ min: 0, max: 100 }), (chain, seed) => {
        const { hessianProduct, parameters } = objectiveOf(chain, lab.linalg)
        const [u, v] = [vector(parameters.length, seed), vector(parameters.length, seed + 1)]
        const [hu, hv] = [hessianProduct(u), hessianProduct(v)]
        const size = 1 + Math.sqrt(dot(hu, hu) * dot(v, v))
        expect(Math.abs(dot(hu, v) - dot(u, hv)) / size).toBeLessThan(1e-12)
        const both = hessianProduct(moved(u, v, -3))
        both.forEach((value, i) => expect(Math.abs(value - (hu[i] ?? 0) + 3 * (hv[i] ?? 0)) / size).toBeLessThan(1e-11))
      }),
      { numRuns: 60, seed: 3 },
    )
  })

  it('has the Hessian 2 XᵀX/n of linear regression', () => {
    const chain = randomChain({
      sizes: [3, 1],
      activation: 'linear',
      loss: { kind: 'mse', reduction: 'batch-mean' },
      examples: 7,
      seed: 4,
      withBias: false,
    })
    const { hessianProduct } = objectiveOf(chain, lab.linalg)
    const v = fine([[1], [-2], [0.5]])
    const expected = lab.linalg.product(chain.train.inputs, lab.linalg.product(chain.train.inputs, v), { a: true })
    hessianProduct(Float64Array.from(v.data)).forEach((value, i) =>
      expect(value).toBeCloseTo((2 / 7) * (expected.data[i] ?? 0), 12),
    )
  })

  it('lays its parameters out as weight, bias, weight, bias, and says where', () => {
    const chain = randomChain({
      sizes: [3, 2, 4],
      activation: 'tanh',
      loss: { kind: 'mse', reduction: 'mean' },
      examples: 5,
      seed: 5,
    })
    const { layers, parameters, examples, precision } = objectiveOf(chain, lab.linalg)
    expect(layers).toEqual([
      { name: 'w1', shape: [3, 2], from: 0 },
      { name: 'b1', shape: [2], from: 6 },
      { name: 'w2', shape: [2, 4], from: 8 },
      { name: 'b2', shape: [4], from: 16 },
    ])
    expect(parameters.length).toBe(20)
    for (const { name, shape, from } of layers) {
      const part = parameters.subarray(from, from + shape.reduce((a, b) => a * b))
      expect(part).toEqual(arrayOf(chain, name))
    }
    expect({ examples, precision }).toEqual({ examples: 5, precision: 'float64' })
  })

  it('computes in float64 of a network in float32, and writes to none of it', () => {
    const chain = randomChain({
      sizes: [3, 2, 2],
      activation: 'gelu',
      loss: { kind: 'cross-entropy', reduction: 'mean' },
      examples: 5,
      seed: 6,
    })
    const coarse = inFloat32(chain)
    const before = structuredClone(coarse)
    const objective = objectiveOf(coarse, lab.linalg)
    const v = vector(objective.parameters.length, 1)
    const exact = objective.hessianProduct(v)
    const h = 1e-5
    const [up, down] = [h, -h].map((step) => objective.gradient(moved(objective.parameters, v, step)))
    exact.forEach((value, i) =>
      expect(Math.abs(value - ((up?.[i] ?? 0) - (down?.[i] ?? 0)) / (2 * h))).toBeLessThan(1e-8),
    )
    expect(coarse).toEqual(before)
  })
})

function vector(length: number, seed: number): Float64Array {
  return Float64Array.from(gaussian(1, length, seed)[0] ?? [])
}

function moved(from: Float64Array, along: Float64Array, step: number): Float64Array {
  return from.map((value, i) => value + step * (along[i] ?? 0))
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
}

function arrayOf({ layers }: Chain, name: string): Float32Array | Float64Array | undefined {
  return layers
    .flatMap((layer) => [{ name: layer.name, values: layer.weight.data }, layer.bias ?? []].flat())
    .find((array) => array.name === name)?.values
}

function inFloat32(chain: Chain): Chain {
  const layers = chain.layers.map((layer) => ({
    ...layer,
    weight: { ...layer.weight, data: Float32Array.from(layer.weight.data) },
    bias: layer.bias && { ...layer.bias, values: Float32Array.from(layer.bias.values) },
  }))
  const inputs = { ...chain.train.inputs, data: Float32Array.from(chain.train.inputs.data) }
  return { ...chain, layers, train: { ...chain.train, inputs } }
}
