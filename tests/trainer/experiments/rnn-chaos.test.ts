import { expect, it } from 'vitest'
import { rnnChaos } from '#trainer/experiments/rnn-chaos.ts'
import type { RecurrentMapSettings } from '#trainer/systems/recurrent-map/recurrent-map.ts'
import { recurrentMap } from '#trainer/systems/index.ts'
import { brokenOf, withRule } from './verified.ts'

it('and does not where the slope of tanh is left out of what a change grows by', async () => {
  const wrong = withRule(rnnChaos, (settings, seed) => {
    const right = recurrentMap(settings as unknown as RecurrentMapSettings, seed)
    // A state so small that every slope is 1.
    const quiet = (now: ReturnType<typeof right.begin>) => ({
      ...now,
      h: { ...now.h!, values: Float64Array.from(now.h!.values, (value) => value * 1e-9) },
    })
    return { ...right, next: (now, by, chance) => right.next(quiet(now), by, chance) }
  })
  expect(await brokenOf(wrong, { seeds: [0], only: ['chaotic', 'strongly-chaotic'] })).toHaveLength(2)
})
