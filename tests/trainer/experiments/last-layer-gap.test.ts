import { describe, expect, it } from 'vitest'
import { lastLayerGap } from '#trainer/experiments/last-layer-gap.ts'
import { holdsItsClaims, numberIn, runFor } from './held.ts'

const set = { signal: 0, noise: 2, examples: 50 }

describe('last-layer-gap', () => {
  it.each([3, 4])('is that of counting on pure noise, and less for a teacher: seed %i', (seed) =>
    holdsItsClaims(lastLayerGap, seed, ({ tier }) => tier !== 'nightly'),
  )

  it('is in units of the variance of the targets: one that is not divided by it is refused', async () => {
    const scalars = await runFor(lastLayerGap, { settings: set }, 3)
    const claims = lastLayerGap.claims!.filter(({ id }) => id.startsWith('noise-') && id.endsWith('-50'))
    expect(claims).toHaveLength(2)
    for (const claim of claims) expect(numberIn(scalars, claim)).toBeGreaterThan(-0.1)
    const greatest = claims.find(({ id }) => id === 'noise-greatest-50')!
    const undivided = set.noise ** 2 * (1 + numberIn(scalars, greatest)) - 1
    expect(numberIn(scalars, greatest)).toBeLessThan(greatest.to!)
    expect(undivided).toBeGreaterThan(greatest.to!)
  })

  it('stands beside the bound of its own network', async () => {
    const scalars = await runFor(lastLayerGap, { settings: set, steps: 1 }, 3)
    // 2N/P Var(y) at the largest N below 0.8 P, N = 30, of targets whose variance is about 4.
    expect(scalars['last-layer-bound']![0]![1] / (((2 * 30) / 50) * 4)).toBeCloseTo(1, 0)
  })
})
