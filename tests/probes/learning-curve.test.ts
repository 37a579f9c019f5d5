import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { learningCurve } from '#probes/learning-curve.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { fixedPoint, predictedError } from '#probes/maths/statistics/learning-curve.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { chainCases, chainOf, diverged, kernels, precisions, reordered, type ChainCase } from './kernel-reference.ts'
import { openLab } from './lab.ts'

const lab = await openLab()
const some = Object.values(kernels.chains)[0] as ChainCase
const curveOf = (chain: Chain, options = {}) => lab.measure(learningCurve, { chain }, options) as Float64Array

describe.each(chainCases)('the predicted learning curve of %s', (_name, stored) => {
  it.each(precisions)('is that of SciPy’s root, in %s', (_precision, as, tolerance) =>
    expectClose([...curveOf(chainOf(stored, as), { ridge: 1e-2 })], stored.expected.curve, tolerance * 10),
  )

  it('does not change when hidden neurons change places', () =>
    expectClose([...curveOf(reordered(chainOf(stored)), { ridge: 1e-2 })], stored.expected.curve, FLOAT64))
})

describe('the prediction', () => {
  it('meets kernel regression on random training sets within two standard errors', () => {
    const { dimensions, ridge, decay, rows } = kernels.simulated
    const values = Array.from({ length: dimensions }, (_, k) => (k + 1) ** -decay)
    for (const { examples, error, standardError } of rows) {
      const predicted = predictedError({ values, power: values }, examples, ridge)
      expect(Math.abs(predicted - error)).toBeLessThan(2 * standardError + 0.01 * error)
    }
  })

  it('of m equal modes without a ridge is the share that P random directions leave: 1 − P/m', () => {
    // Equal λ: κ = λ(m − P), so that every mode keeps κ/(κ + Pλ) = 1 − P/m, and γ = P/m.
    const modes = { values: new Float64Array(20).fill(0.3), power: new Float64Array(20).fill(0.05) }
    for (const p of [1, 5, 19]) {
      expectClose(fixedPoint(modes.values, p, 0), 0.3 * (20 - p), 1e-12)
      expectClose(predictedError(modes, p, 0), 1 - p / 20, 1e-10)
    }
  })

  it('without examples is the whole target, and with a huge ridge nearly so', () => {
    const modes = { values: [3, 1, 0.2], power: [0.5, 2, 1] }
    expectClose(predictedError(modes, 0, 0.1), 3.5, 1e-12)
    expectClose(predictedError(modes, 5, 1e9), 3.5, 1e-6)
  })

  it('beyond the rank learns all but what the kernel does not have', () => {
    expect(fixedPoint([3, 1, 0], 2, 0)).toBe(0)
    expect(fixedPoint([3, 1, 0], 1, 0)).toBeGreaterThan(0)
    // κ = 0 and γ = 2/10: noise outside of the range is fitted and costs 1/(1 − γ).
    expectClose(predictedError({ values: [3, 1, 0], power: [1, 1, 0.4] }, 10, 0), 0.4 / 0.8, 1e-12)
    expect(predictedError({ values: [3, 1], power: [1, 1] }, 2, 0)).toBe(0)
    expect(predictedError({ values: [3, 1, 0], power: [1, 1, 0.4] }, 2, 0)).toBe(Infinity)
    expect(predictedError({ values: [0, 0], power: [1, 1] }, 3, 0)).toBe(2)
  })

  it('solves its own equation, whatever the spectrum', () => {
    const spectra = fc.array(fc.double({ min: 1e-9, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 })
    const property = fc.property(
      spectra,
      fc.integer({ min: 0, max: 200 }),
      fc.double({ min: 1e-9, max: 10, noNaN: true }),
      (values, p, ridge) => {
        const kappa = fixedPoint(values, p, ridge)
        const right = ridge + values.reduce((sum, value) => sum + (kappa * value) / (kappa + p * value), 0)
        expectClose(kappa, right, 1e-9)
      },
    )
    fc.assert(property, { seed: 5, numRuns: 200 })
  })
})

describe('the predicted learning curve', () => {
  it('does not change when the kernel is scaled: the ridge is a share of it', () => {
    // Readout weights of the single linear layer do not enter its own kernel, inputs do: K grows with their square.
    const chain = chainOf(some)
    const one = (factor: number): Chain => ({
      ...chain,
      layers: [{ ...chain.layers[0]!, bias: null, activation: 'linear' }],
      probe: {
        ...chain.probe,
        inputs: { ...chain.probe.inputs, data: chain.probe.inputs.data.map((value) => factor * value) },
      },
    })
    expectClose([...curveOf(one(5), { ridge: 0.1 })], [...curveOf(one(1), { ridge: 0.1 })], 1e-9)
  })

  it('starts below the mean square of the targets when P is 1 and the ridge is large, and near it', () => {
    const [first = NaN] = curveOf(chainOf(some), { ridge: 1e6 })
    expect(first).toBeLessThan(1)
    expect(first).toBeGreaterThan(0.999)
  })

  it('is absent after a divergence', () =>
    expect(curveOf(diverged(chainOf(some)))).toEqual({ absent: 'The tangent kernel holds NaN or an infinity' }))
})
