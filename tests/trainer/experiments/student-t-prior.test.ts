import { expect, it } from 'vitest'
import { studentTPrior } from '#trainer/experiments/student-t-prior.ts'
import type { PriorDrawsSettings } from '#trainer/systems/prior-draws/prior-draws.ts'
import { priorDraws } from '#trainer/systems/index.ts'
import { brokenOf, withRule } from './verified.ts'

it('and does not where the weights of the last layer do not fluctuate', async () => {
  const wrong = withRule(studentTPrior, (settings, seed) => {
    const own = settings as unknown as PriorDrawsSettings
    return {
      ...priorDraws(own, seed),
      next(now, _, chance) {
        const stream = chance('networks')
        let [count, second, fourth] = now['sums/powers']!.values as unknown as [number, number, number]
        for (let n = 0; n < own.networks; n++) {
          let f = 0
          for (let j = 0; j < own.width; j++) f += stream.normal() / Math.sqrt(own.width)
          ;[count, second, fourth] = [count + 1, second + f ** 2, fourth + f ** 4]
        }
        return { ...now, 'sums/powers': { shape: [3], values: Float64Array.of(count, second, fourth) } }
      },
    }
  })
  expect(await brokenOf(wrong, { seeds: [0], only: ['linear'] })).toHaveLength(1)
})
