import { expect, it } from 'vitest'
import { langevinEquilibrium } from '#trainer/experiments/langevin-equilibrium.ts'
import type { OscillatorsSettings } from '#trainer/systems/langevin/oscillators.ts'
import { oscillators } from '#trainer/systems/index.ts'
import { brokenOf, withRule } from './verified.ts'

it('and does not where the noise has lost its factor of two', async () => {
  const wrong = withRule(langevinEquilibrium, (settings, seed) => {
    const right = oscillators(settings as unknown as OscillatorsSettings, seed)
    const half = { ...settings, temperature: (settings.temperature as number) / 2 }
    return { ...right, next: (now, _, chance) => right.next(now, half, chance) }
  })
  expect(await brokenOf({ ...wrong, steps: 1400 }, { seeds: [0], only: ['temperature', 'equilibrium'] })).toHaveLength(
    2,
  )
})
