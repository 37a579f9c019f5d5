import { beforeAll, describe, expect, it } from 'vitest'
import { gaussNewton } from '#probes/gauss-newton.ts'
import { gaussNewtonOf } from '#probes/maths/chain/gauss-newton.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { sumOfSquares } from '#probes/maths/algebra/norms.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Estimate } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { cases, chainOf, coarse } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'
import { randomChain } from './random-chain.ts'
import { gaussian } from './random.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
interface Both {
  readonly largest: number
  readonly trace: Estimate
}
const enough = { iterations: 60 }

describe('the Gauss–Newton curvature', () => {
  it.each(cases)('has the largest eigenvalue and the trace that PyTorch finds: %s', (_, one) => {
    const { largest, trace } = lab.measure(gaussNewton, { chain: chainOf(one) }, enough) as Both
    expectClose(largest, one.gaussNewton.largest, FLOAT64)
    expectClose(trace.estimate, one.gaussNewton.trace, FLOAT64)
    expect(trace.standardError).toBe(0)
  })

  it.each(cases)('has them in float32 too: %s', (_, one) => {
    const { largest, trace } = lab.measure(gaussNewton, { chain: coarse(chainOf(one)) }, enough) as Both
    expectClose(largest, one.gaussNewton.largest, FLOAT32)
    expectClose(trace.estimate, one.gaussNewton.trace, FLOAT32)
  })

  it('estimates the trace from random signs where there are more outputs than draws, within its error', () => {
    for (const kind of ['mse', 'cross-entropy'] as const) {
      const chain = randomChain({
        sizes: [3, 4, 12],
        activation: 'tanh',
        loss: { kind, reduction: 'mean' },
        examples: 6,
        seed: 5,
      })
      const { trace } = gaussNewtonOf(chain, lab.linalg)
      const exact = trace(12, openStream(1, 'trace'))
      expect(exact.standardError).toBe(0)
      const guessed = trace(11, openStream(1, 'trace'))
      expect(guessed.standardError).toBeGreaterThan(0)
      expect(Math.abs(guessed.estimate - exact.estimate)).toBeLessThan(4.5 * guessed.standardError)
      expect(guessed.standardError / exact.estimate).toBeLessThan(0.3)
    }
  })

  it('has an estimate that is exact where the outputs do not mix: one layer under squared error', () => {
    const chain = randomChain({
      sizes: [3, 12],
      activation: 'linear',
      loss: { kind: 'mse', reduction: 'mean' },
      examples: 6,
      seed: 7,
    })
    const { estimate, standardError } = gaussNewtonOf(chain, lab.linalg).trace(11, openStream(1, 'trace'))
    const squares = sumOfSquares(chain.train.inputs.data)
    expect(estimate).toBeCloseTo((2 / 6) * (squares + 6), 10)
    expect(standardError).toBeLessThan(1e-10)
  })

  it('is the Hessian of a network of one layer', () => {
    for (const kind of ['mse', 'cross-entropy'] as const) {
      const chain = randomChain({
        sizes: [4, 3],
        activation: 'linear',
        loss: { kind, reduction: 'batch-mean' },
        examples: 8,
        seed: 2,
      })
      const { times } = gaussNewtonOf(chain, lab.linalg)
      const v = Float64Array.from(gaussian(1, 15, 3)[0] ?? [])
      const hessian = objectiveOf(chain, lab.linalg).hessianProduct(v)
      times(v).forEach((value, i) => expect(value).toBeCloseTo(hessian[i] ?? NaN, 12))
    }
  })

  it('has no negative curvature, where the Hessian has', () => {
    const chain = randomChain({
      sizes: [3, 4, 2],
      activation: 'tanh',
      loss: { kind: 'mse', reduction: 'mean' },
      examples: 5,
      seed: 9,
    })
    const { times } = gaussNewtonOf(chain, lab.linalg)
    const { hessianProduct } = objectiveOf(chain, lab.linalg)
    const along = (product: (v: Float64Array) => Float64Array, v: Float64Array) =>
      product(v).reduce((sum, value, i) => sum + value * (v[i] ?? 0), 0)
    const directions = gaussian(200, 26, 1).map((row) => Float64Array.from(row))
    expect(Math.min(...directions.map((v) => along(times, v)))).toBeGreaterThan(0)
    expect(Math.min(...directions.map((v) => along((u) => hessianProduct(u), v)))).toBeLessThan(0)
  })

  it('says of the largest eigenvalue alone where it is not finite', () => {
    const [, one] = cases[0] ?? []
    const chain = chainOf(one as never)
    chain.layers[0]?.weight.data.fill(NaN)
    const { largest, trace } = lab.measure(gaussNewton, { chain }) as Both
    expect(largest).toEqual({ absent: expect.stringMatching(/not finite/) })
    expect(trace.estimate).toBeNaN()
  })

  it('is the same every time, and writes to no weight', () => {
    const [, one] = cases[1] ?? []
    const chain = chainOf(one as never)
    const before = structuredClone(chain)
    expect(lab.measure(gaussNewton, { chain })).toEqual(lab.measure(gaussNewton, { chain }))
    expect(chain).toEqual(before)
  })
})
