import { describe, expect, it } from 'vitest'
import { initialCondensation } from '#trainer/experiments/initial-condensation.ts'
import { brokenOf } from './verified.ts'

describe('initial-condensation', () => {
  it('is not, where weights begin as large as they are elsewhere', async () => {
    const planted: typeof initialCondensation = {
      ...initialCondensation,
      recipe: (settings, seed) => initialCondensation.recipe({ ...settings, deviation: 0.4 }, seed),
    }
    expect(await brokenOf(planted, { seeds: [1], only: ['condenses'], steps: 150 })).toHaveLength(1)
  })
})
