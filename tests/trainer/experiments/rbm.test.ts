import { expect, it } from 'vitest'
import { rbm } from '#trainer/experiments/rbm.ts'
import type { RbmSettings } from '#trainer/systems/rbm/rbm.ts'
import { rbm as rbmRule } from '#trainer/systems/index.ts'
import { brokenOf, withRule } from './verified.ts'

it('and does not where chains make no sweep, so that nothing is unlearned', async () => {
  const wrong = withRule(rbm, (settings, seed) => {
    const right = rbmRule(settings as unknown as RbmSettings, seed)
    return { ...right, next: (now, by, chance) => right.next(now, { ...by, sweeps: 0 }, chance) }
  })
  expect(await brokenOf({ ...wrong, steps: 300 }, { seeds: [0], only: ['comes-to-the-entropy'] })).toHaveLength(1)
})
