import { expect, it } from 'vitest'
import { hebbian } from '#trainer/experiments/hebbian.ts'
import { gaussianCloud } from '#trainer/systems/hebbian/gaussian-cloud.ts'
import type { HebbianSettings } from '#trainer/systems/hebbian/hebbian.ts'
import { hebbian as hebbianRule } from '#trainer/systems/index.ts'
import { brokenOf, withRule } from './verified.ts'

it('and does not where every neuron subtracts what all of them explain', async () => {
  const wrong = withRule(hebbian, (settings, seed) => {
    const own = settings as unknown as HebbianSettings & { rate: number }
    const cloud = gaussianCloud(own.dimensions, seed)
    return {
      ...hebbianRule(own, seed),
      next(now, _, chance) {
        const w = Float64Array.from(now.w!.values)
        const stream = chance('points')
        const k = own.neurons
        for (let n = 0; n < own.pointsPerStep; n++) {
          const x = cloud.draw(stream)
          const y = Array.from({ length: k }, (_, i) => x.reduce((sum, one, at) => sum + one * w[at * k + i]!, 0))
          x.forEach((value, at) => {
            const explained = y.reduce((sum, one, i) => sum + one * w[at * k + i]!, 0)
            for (let i = 0; i < k; i++) w[at * k + i]! += own.rate * y[i]! * (value - explained)
          })
        }
        return { ...now, w: { shape: now.w!.shape, values: w } }
      },
    }
  })
  const components = ['first-component', 'second-component', 'third-component']
  expect(await brokenOf(wrong, { seeds: [0], only: components })).toHaveLength(3)
})
