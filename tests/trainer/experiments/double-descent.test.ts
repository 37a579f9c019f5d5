import { describe, expect, it } from 'vitest'
import { randomFeatureError } from '#probes/maths/physics/random-features.ts'
import { doubleDescent } from '#trainer/experiments/double-descent.ts'
import { numbersOf } from './verified.ts'

describe('double-descent', () => {
  it('has none in another place: a ridge alone breaks both claims of the peak', async () => {
    const peak = doubleDescent.claims.filter(({ id }) => ['peak-place', 'peak-height'].includes(id))
    expect(peak).toHaveLength(2)
    const at = { settings: { ridge: 0.05 }, seed: 0 }
    const found = await numbersOf(doubleDescent, at, Object.fromEntries(peak.map(({ id, of }) => [id, of])))
    for (const { id, from } of peak) expect(found[id]).toBeLessThan(from!)
  })
})

describe('the theory of random features', () => {
  const of = { dimension: 20, examples: 100, ridge: 0, signal: 1, noise: 0.3 }
  const at = (features: number, more: object = {}) => randomFeatureError({ ...of, features, ...more })

  it('diverges at N = P without a ridge, and nowhere with one', () => {
    expect(at(100)).toBe(Infinity)
    expect(at(99)).toBeGreaterThan(at(90))
    expect(at(101)).toBeGreaterThan(at(110))
    expect(at(100, { ridge: 5 })).toBeLessThan(at(50, { ridge: 2.5 }))
  })

  it('is that of least squares on Gaussian features where there is noise alone: σ² N/(P − N)', () => {
    for (const features of [10, 50, 80])
      expect(at(features, { signal: 0, noise: 2 })).toBeCloseTo((4 * features) / (100 - features), 10)
  })

  it('is the whole signal where nothing is learned, under a ridge that is too large', () => {
    expect(at(200, { ridge: 1e12 })).toBeCloseTo(1, 6)
  })
})
