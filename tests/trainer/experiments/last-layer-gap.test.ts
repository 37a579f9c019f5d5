import { describe, expect, it } from 'vitest'
import { valueAt } from '#trainer/experiments/claimed.ts'
import { lastLayerGap } from '#trainer/experiments/last-layer-gap.ts'
import { numbersOf } from './verified.ts'

const set = { signal: 0, noise: 2, examples: 50 }

describe('last-layer-gap', () => {
  it('is in units of the variance of the targets: one that is not divided by it is refused', async () => {
    const claims = lastLayerGap.claims!.filter(({ id }) => id.startsWith('noise-') && id.endsWith('-50'))
    expect(claims).toHaveLength(2)
    const wanted = Object.fromEntries(claims.map(({ id, of }) => [id, of]))
    const gaps = await numbersOf(lastLayerGap, { settings: set, seed: 3 }, wanted)
    for (const { id } of claims) expect(gaps[id]).toBeGreaterThan(-0.1)
    const { id, to } = claims.find((claim) => claim.id === 'noise-greatest-50')!
    const undivided = set.noise ** 2 * (1 + gaps[id]!) - 1
    expect(gaps[id]).toBeLessThan(to!)
    expect(undivided).toBeGreaterThan(to!)
  })

  it('stands beside the bound of its own network', async () => {
    const wanted = { bound: valueAt('last-layer-bound', 0) }
    const { bound } = await numbersOf(lastLayerGap, { settings: set, steps: 1, seed: 3 }, wanted)
    // 2N/P Var(y) at the largest N below 0.8 P, N = 30, of targets whose variance is about 4.
    expect(bound / (((2 * 30) / 50) * 4)).toBeCloseTo(1, 0)
  })
})
