import { describe, expect, it } from 'vitest'
import { predictedError } from '#probes/maths/statistics/learning-curve.ts'
import { dataScaling } from '#trainer/experiments/data-scaling.ts'
import { holdsItsClaims, numberIn, runFor } from './held.ts'

describe('data-scaling', () => {
  it.each([3])('is that of theory, and flattened by noise: seed %i', (seed) =>
    holdsItsClaims(dataScaling, seed, ({ tier, over }) => tier !== 'nightly' && over !== 'mean'),
  )

  it('tells a wrong equation for κ, in which it is the ridge alone, from the right one', async () => {
    const scalars = await runFor(dataScaling, { steps: 6 }, 3)
    const claim = dataScaling.claims!.find(({ id }) => id === 'variance')!
    const measured = numberIn(scalars, { of: { kind: 'at', series: 'theory-residual/bias', step: 'last' } })
    const theory = numberIn(scalars, { of: { kind: 'at', series: 'theory-residual/bias.law', step: 'last' } })
    const powers = (exponent: number) => Float64Array.from({ length: 2000 }, (_, k) => (k + 1) ** exponent)
    const [values, power] = [powers(-1.5), powers(-1.5)]
    expect(theory).toBe(predictedError({ values, power }, 320, 1e-6))
    const wrong = power.reduce((sum, a, k) => sum + a * (1e-6 / (1e-6 + 320 * values[k]!)) ** 2, 0)
    expect(Math.abs(measured / theory - 1)).toBeLessThan(claim.to!)
    expect(Math.abs(measured / wrong - 1)).toBeGreaterThan(claim.to!)
  })
})
