import { describe, expect, it } from 'vitest'
import { predictedError } from '#probes/maths/statistics/learning-curve.ts'
import { lastOf } from '#trainer/experiments/claimed.ts'
import { dataScaling } from '#trainer/experiments/data-scaling.ts'
import { numbersOf } from './verified.ts'

describe('data-scaling', () => {
  it('tells a wrong equation for κ, in which it is the ridge alone, from the right one', async () => {
    const claim = dataScaling.claims!.find(({ id }) => id === 'variance')!
    const { measured, theory } = await numbersOf(
      dataScaling,
      { steps: 6, seed: 3 },
      { measured: lastOf('theory-residual/bias'), theory: lastOf('theory-residual/bias.law') },
    )
    const powers = (exponent: number) => Float64Array.from({ length: 2000 }, (_, k) => (k + 1) ** exponent)
    const [values, power] = [powers(-1.5), powers(-1.5)]
    expect(theory).toBe(predictedError({ values, power }, 320, 1e-6))
    const wrong = power.reduce((sum, a, k) => sum + a * (1e-6 / (1e-6 + 320 * values[k]!)) ** 2, 0)
    expect(Math.abs(measured / theory - 1)).toBeLessThan(claim.to!)
    expect(Math.abs(measured / wrong - 1)).toBeGreaterThan(claim.to!)
  })
})
