import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { sharpness } from '#probes/sharpness.ts'
import { isAbsent } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { cases, chainOf, curvature, diagonal, quadratic, rounded } from './curvature.ts'
import { fine, openLab, type Lab } from './lab.ts'
import { randomChain } from './random-chain.ts'
import { gaussian, orthogonal, times } from './random.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
const enough = { iterations: 60 }

describe('sharpness', () => {
  it.each(cases)('is the largest eigenvalue that PyTorch finds: %s', (_, one) => {
    const objective = objectiveOf(chainOf(one), lab.linalg)
    expectClose(lab.measure(sharpness, { objective }, enough), one.eigenvalues[0], FLOAT64)
  })

  it('is the largest eigenvalue that PyHessian finds, to its normalization', () => {
    const [[, one]] = cases as [(typeof cases)[number]]
    const objective = objectiveOf(chainOf(one), lab.linalg)
    expectClose(lab.measure(sharpness, { objective }, enough), curvature.pyhessian.largest, 5e-6)
  })

  it('survives products in float32', () => {
    for (const [, one] of cases) {
      const objective = rounded(objectiveOf(chainOf(one), lab.linalg))
      expectClose(lab.measure(sharpness, { objective }, enough), one.eigenvalues[0], FLOAT32)
    }
  })

  it('is that of the two-layer linear net (ab − y)², in closed form', () => {
    const [a, b, y] = [1.5, -0.7, 0.4]
    const chain = {
      ...randomChain({
        sizes: [1, 1, 1],
        activation: 'linear',
        loss: { kind: 'mse', reduction: 'mean' },
        examples: 1,
        seed: 1,
        withBias: false,
      }),
      train: { inputs: fine([[1]]), targets: fine([[y]]), labels: null },
    }
    chain.layers[0]?.weight.data.set([a])
    chain.layers[1]?.weight.data.set([b])
    const [aa, bb, ab] = [2 * b * b, 2 * a * a, 4 * a * b - 2 * y]
    const expected = (aa + bb) / 2 + Math.hypot((aa - bb) / 2, ab)
    expectClose(lab.measure(sharpness, { objective: objectiveOf(chain, lab.linalg) }), expected, FLOAT64)
  })

  it('is the largest signed eigenvalue and not the largest in magnitude', () => {
    expect(lab.measure(sharpness, { objective: quadratic(diagonal([-9, 2, 1])) })).toBeCloseTo(2, 10)
    expect(lab.measure(sharpness, { objective: quadratic(diagonal([-9, -2, -3])) })).toBeCloseTo(-2, 10)
  })

  it('is found in 20 products among 120 eigenvalues, in any rotation', () => {
    const turn = orthogonal(120, 5)
    const spectrum = Array.from({ length: 120 }, (_, i) => 3 * Math.exp(-i / 20) - 0.1)
    const hessian = times(
      turn.map((row) => row.map((value, i) => value * (spectrum[i] ?? 0))),
      turn[0]?.map((_, j) => turn.map((row) => row[j] ?? 0)) ?? [],
    )
    expectClose(lab.measure(sharpness, { objective: quadratic(hessian) }), 2.9, FLOAT32)
  })

  it('scales with the loss', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), fc.integer({ min: 1, max: 99 }), (c, seed) => {
        const half = gaussian(6, 6, seed)
        const hessian = half.map((row, i) => row.map((value, j) => value + (half[j]?.[i] ?? 0)))
        const scaled = hessian.map((row) => row.map((value) => c * value))
        const plain = lab.measure(sharpness, { objective: quadratic(hessian) }) as number
        expectClose(lab.measure(sharpness, { objective: quadratic(scaled) }), c * plain, 1e-9)
      }),
      { numRuns: 20, seed: 1 },
    )
  })

  it('changes when a ReLU network is rescaled, although its loss does not', () => {
    const choices = { sizes: [3, 5, 2], activation: 'relu', examples: 9, seed: 8, withBias: false } as const
    const chain = randomChain({ ...choices, loss: { kind: 'mse', reduction: 'mean' } })
    const rescaled = {
      ...chain,
      layers: chain.layers.map((layer, l) => ({
        ...layer,
        weight: { ...layer.weight, data: layer.weight.data.map((value) => (l === 0 ? 4 * value : value / 4)) },
      })),
    }
    const [before, after] = [chain, rescaled].map((one) => objectiveOf(one, lab.linalg))
    expect(after?.loss(after.parameters)).toBeCloseTo(before?.loss(before.parameters) ?? NaN, 12)
    const [plain, other] = [before, after].map((objective) => lab.measure(sharpness, { objective }, enough) as number)
    expect((other ?? 0) / (plain ?? 1)).toBeGreaterThan(1.5)
  })

  it('is 0 where the loss is flat, and the curvature where there is one parameter', () => {
    expect(lab.measure(sharpness, { objective: quadratic(diagonal([0, 0, 0])) })).toBe(0)
    expect(lab.measure(sharpness, { objective: quadratic([[-3]]) })).toBeCloseTo(-3, 12)
  })

  it('says so where it has not settled, or a product is not finite', () => {
    const many = quadratic(diagonal(Array.from({ length: 400 }, (_, i) => i)))
    const unsettled = lab.measure(sharpness, { objective: many }, { iterations: 3 })
    expect(isAbsent(unsettled) && unsettled.absent).toMatch(/^Not converged: .* raise iterations$/)
    const broken = { ...many, hessianProduct: (v: Float64Array) => v.map(() => NaN) }
    expect(lab.measure(sharpness, { objective: broken })).toEqual({ absent: expect.stringMatching(/not finite/) })
  })

  it('asks for no more products than it may', () => {
    let asked = 0
    const many = quadratic(diagonal(Array.from({ length: 400 }, (_, i) => i)))
    const counted = { ...many, hessianProduct: (v: Float64Array) => (asked++, many.hessianProduct(v)) }
    lab.measure(sharpness, { objective: counted }, { iterations: 17 })
    expect(asked).toBe(17)
  })

  it('is the same number every time, and leaves the parameters alone', () => {
    const [[, one]] = cases as [(typeof cases)[number]]
    const [objective, again] = [objectiveOf(chainOf(one), lab.linalg), objectiveOf(chainOf(one), lab.linalg)]
    const before = objective.parameters.slice()
    expect(lab.measure(sharpness, { objective })).toBe(lab.measure(sharpness, { objective: again }))
    expect(objective.parameters).toEqual(before)
  })
})
