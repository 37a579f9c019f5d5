import { beforeAll, describe, expect, it } from 'vitest'
import { batchSharpness } from '#probes/batch-sharpness.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { meanEstimate, ratioEstimate } from '#probes/maths/statistics/mean-estimate.ts'
import type { Estimate } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { cases, chainOf, diagonal, optimizerLike, quadratic } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})

describe('batch sharpness', () => {
  it.each(cases)('is gᵀHg/‖g‖² where the batch is all there is, as PyTorch has it: %s', (_, one) => {
    const objective = objectiveOf(chainOf(one), lab.linalg)
    const found = lab.measure(batchSharpness, { objective, optimizer: optimizerLike({}) }) as Estimate
    expectClose(found.estimate, one.wholeRatio, FLOAT64)
    expect(found.standardError).toBe(0)
  })

  it.each(cases)('has gradient and Hessian of the same minibatch: %s', (_, one) => {
    const objective = objectiveOf(chainOf(one), lab.linalg)
    const examples = Int32Array.from(one.batch.examples)
    const gradient = objective.gradient(objective.parameters, examples)
    const product = objective.hessianProduct(gradient, examples)
    const curvature = product.reduce((sum, value, i) => sum + value * (gradient[i] ?? 0), 0)
    expectClose(curvature, one.batch.curvature, FLOAT64)
  })

  it.each(cases)('averages over random pairs to what all pairs give, within its error: %s', (_, one) => {
    const objective = objectiveOf(chainOf(one), lab.linalg)
    const inputs = { objective, optimizer: optimizerLike({ batchSize: 2 }) }
    const ratios = lab.measure(batchSharpness, inputs, { batches: 144 }) as Estimate
    expect(Math.abs(ratios.estimate - one.pairs.meanOfRatios)).toBeLessThan(4.5 * ratios.standardError)
    expect(ratios.standardError / (one.pairs.spreadOfRatios / 12)).toBeGreaterThan(0.75)
    expect(ratios.standardError / (one.pairs.spreadOfRatios / 12)).toBeLessThan(1.3)
    const means = lab.measure(batchSharpness, inputs, { batches: 144, average: 'ratio-of-means' }) as Estimate
    expect(Math.abs(means.estimate - one.pairs.ratioOfMeans)).toBeLessThan(4.5 * means.standardError)
  })

  it('has an error of its ratio of means that says how far repeats differ', () => {
    // By hand for two draws: numerators 2 and 6, denominators 1 and 2, R = 8/3, deviations −2/3 and 2/3.
    const found = ratioEstimate([2, 6], [1, 2])
    expect(found.estimate).toBeCloseTo(8 / 3, 12)
    expect(found.standardError).toBeCloseTo(Math.sqrt(8 / 9 / 2) / 1.5, 12)
    const one = meanEstimate([1, 2, 6])
    expect(one.estimate).toBeCloseTo(3, 12)
    expect(one.standardError).toBeCloseTo(Math.sqrt(14 / 2 / 3), 12)
  })

  it('takes the size that it is given, or that of an update', () => {
    const asked: (number | undefined)[] = []
    const plain = quadratic(diagonal([2, 1]))
    const objective = {
      ...plain,
      gradient: (at: Float64Array, examples?: Int32Array) => {
        asked.push(examples?.length)
        expect(new Set(examples).size).toBe(examples?.length)
        return plain.gradient(at)
      },
    }
    const optimizer = optimizerLike({ batchSize: 7 })
    lab.measure(batchSharpness, { objective, optimizer }, { batches: 3 })
    lab.measure(batchSharpness, { objective, optimizer }, { batches: 2, size: 99 })
    expect(asked).toEqual([7, 7, 7, 99, 99])
  })

  it('is the curvature along the gradient of a quadratic', () => {
    const objective = quadratic(diagonal([3, 1]), [1, 1])
    const found = lab.measure(batchSharpness, { objective, optimizer: optimizerLike({ batchSize: 5 }) })
    expect((found as Estimate).estimate).toBeCloseTo(28 / 10, 12)
  })

  it('is absent where no minibatch, or one alone, has a gradient', () => {
    const objective = quadratic(diagonal([1, 2]), [0, 0])
    const absent = { absent: expect.stringMatching(/gradient is zero/) }
    expect(lab.measure(batchSharpness, { objective, optimizer: optimizerLike({}) })).toEqual(absent)
    expect(lab.measure(batchSharpness, { objective, optimizer: optimizerLike({ batchSize: 3 }) })).toEqual(absent)
    let calls = 0
    const once = { ...objective, gradient: (at: Float64Array) => at.map(() => (calls++ === 0 ? 1 : 0)) }
    expect(lab.measure(batchSharpness, { objective: once, optimizer: optimizerLike({ batchSize: 3 }) })).toEqual(absent)
  })

  it('draws the same minibatches every time', () => {
    const [, one] = cases[1] ?? []
    const objective = objectiveOf(chainOf(one as never), lab.linalg)
    const ask = () => lab.measure(batchSharpness, { objective, optimizer: optimizerLike({ batchSize: 3 }) })
    expect(ask()).toEqual(ask())
  })
})
