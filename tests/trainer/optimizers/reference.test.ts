import { describe, expect, it } from 'vitest'
import { adamW, sgd, warmUp, type Optimizer } from '#trainer/optimizers/index.ts'
import { amplifyingSlow } from '#trainer/optimizers/slow-gradient.ts'
import { optimalOnQuadratic } from '#trainer/optimizers/schedules.ts'
import { cosine } from '#trainer/optimizers/schedules.ts'
import { orthogonalGradient } from '#trainer/optimizers/orthogonal-gradient.ts'
import { muon } from '#trainer/optimizers/muon.ts'
import { coupled } from '#trainer/optimizers/coupled.ts'
import { orthogonalized } from '#trainer/optimizers/newton-schulz.ts'
import type { WeightsByLayer } from '#trainer/models/index.ts'
import reference from '../../references/optimizers.json' with { type: 'json' }

interface Settings {
  readonly rate: number
  readonly [name: string]: unknown
}
const adam = ({ rate, betas, l2 }: Settings) =>
  coupled(l2 as number, adamW({ rate, decay: 0, betas: betas as [number, number] }))
const made: Readonly<Record<string, (settings: Settings) => Optimizer>> = {
  nesterov: (settings) => sgd({ ...settings, looksAhead: true }),
  coupled: adam,
  grokfast: (settings) => amplifyingSlow(settings as never, adam(settings)),
  orthogonal: (settings) => orthogonalGradient(sgd(settings)),
  muon: (settings) => muon(settings as never),
}

/** Held to `tests/references/optimizers.py`: PyTorch's own where it has them, NumPy from the papers where not. */
describe('optimizers', () => {
  it.each(reference.optimizers)('follow the reference step by step: $name', (one) => {
    const optimizer = made[one.name]!(one.settings as unknown as Settings)
    let weights: WeightsByLayer = {
      w: { shape: [3, 5], values: Float32Array.from(one.theta.w) },
      b: { shape: [5], values: Float32Array.from(one.theta.b) },
    }
    const state = optimizer.begin(weights)
    one.path.forEach((wanted, step) => {
      const gradients = one.gradients[step]!
      weights = optimizer.update(state, weights, {
        w: Float32Array.from(gradients.w),
        b: Float32Array.from(gradients.b),
      })
      for (const layer of ['w', 'b'] as const) {
        expect(weights[layer]!.shape).toEqual(layer === 'w' ? [3, 5] : [5])
        wanted[layer].forEach((value, i) =>
          expect(Math.abs(weights[layer]!.values[i]! - value), `${layer} ${step}`).toBeLessThan(
            2e-5 * Math.max(1, Math.abs(value)),
          ),
        )
      }
    })
    expect(state.updates).toBe(one.path.length)
  })

  it('bring a matrix to nearly equal singular values as the reference does', () => {
    const { rows, cols, matrix, result } = reference.orthogonalized
    const ours = orthogonalized(Float64Array.from(matrix), rows, cols)
    ours.forEach((value, i) => expect(Math.abs(value - result[i]!)).toBeLessThan(1e-12))
  })
})

describe('schedules', () => {
  it('warm up and fall along a cosine as PyTorch does', () => {
    const schedule = warmUp(5, cosine(0.3, 0.02, 15))
    reference.schedules.warmCosine.forEach((rate, update) => expect(schedule(update)).toBeCloseTo(rate, 12))
    expect([schedule(20), schedule(1000)]).toEqual([0.02, 0.02])
  })

  it('on a noisy quadratic leave the least variance that any rate leaves, found by trying', () => {
    const { rates, variances, curvature, noise, start } = reference.schedules.optimal
    const schedule = optimalOnQuadratic({ curvature, noise, start })
    let variance = start
    rates.forEach((rate, update) => {
      // The rates that were tried lie a ten-thousandth apart.
      expect(Math.abs(schedule(update) / rate - 1)).toBeLessThan(2e-4)
      variance = (1 - schedule(update) * curvature) ** 2 * variance + schedule(update) ** 2 * noise
      expect(Math.abs(variance / variances[update]! - 1)).toBeLessThan(1e-7)
    })
  })
})
