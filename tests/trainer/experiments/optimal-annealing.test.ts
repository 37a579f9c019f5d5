import { describe, expect, it } from 'vitest'
import { optimalAnnealing } from '#trainer/experiments/optimal-annealing.ts'
import { noisyQuadratic } from '#trainer/systems/index.ts'
import { envelopesOf, scalarsOf } from '../runs.ts'
import { brokenOf, withRule } from './verified.ts'

type Settings = Parameters<typeof noisyQuadratic>[0]

describe('optimal-annealing', () => {
  it.each([0, 1])('keeps its claims: seed %i', async (seed) => {
    expect(await brokenOf(optimalAnnealing, { seeds: [seed] })).toEqual([])
  })

  it('the recursion of the optimal rate is its closed form, and every other is behind it at every step', async () => {
    const scalars = scalarsOf(await envelopesOf({ experiment: optimalAnnealing.id, set: ['replicas=1'], seed: 0 }))
    const theory = (name: string) => scalars[`against-theory/${name}.theory`]!.map(([, value]) => value)
    expect(theory('optimal')).toHaveLength(201)
    theory('optimal').forEach((value, t) => expect(Math.abs(value * (1 + t / 4) - 1)).toBeLessThan(1e-12))
    for (const lead of theory('lead').slice(2)) expect(lead).toBeGreaterThan(1)
    for (const [t, value] of theory('inverse-time').entries())
      expect(Math.abs(value / (t === 0 ? 1 : 4 / t) - 1)).toBeLessThan(1e-12)
  })

  it('and does not where the noise is twice what theory is told, or the rate is that of a start nearer to the minimum', async () => {
    const ids = ['optimal-rate-is-optimal', 'optimal-rate-keeps-its-law-from-above']
    const told = (said: Partial<Settings>) =>
      withRule(optimalAnnealing, (settings, seed) => {
        const of = settings as unknown as Settings
        const rule = noisyQuadratic(of, seed)
        // The system is another one than its theory is told of.
        return { ...rule, next: (now, _, chance) => rule.next(now, { ...of, ...said }, chance) }
      })
    const broken = async (said: Partial<Settings>) =>
      (await brokenOf(told(said), { seeds: [0], only: ids })).map((one) => one.split(':')[0])
    expect(await broken({ noise: 8 })).toEqual([ids[1]])
    expect(await broken({ start: 0.02 })).toEqual(ids)
  })
})
