import { describe, expect, it } from 'vitest'
import { initialCondensation } from '#trainer/experiments/initial-condensation.ts'
import { judged } from './judged.ts'

describe('initial-condensation', () => {
  it('is what it claims', async () => {
    const claims = await judged(initialCondensation, { seeds: [0, 1, 2] })
    expect(claims.filter(({ holds }) => !holds)).toEqual([])
    expect(claims).toHaveLength(initialCondensation.claims!.length)
  })

  it('is not, where weights begin as large as they are elsewhere', async () => {
    const planted: typeof initialCondensation = {
      ...initialCondensation,
      recipe: (settings, seed) => initialCondensation.recipe({ ...settings, deviation: 0.4 }, seed),
    }
    expect(await judged(planted, { only: ['condenses'], steps: 150 })).toMatchObject([{ holds: false }])
  })
})
