import { describe, expect, it } from 'vitest'
import { criticalPhaseDiagram } from '#trainer/experiments/critical-phase-diagram.ts'
import { numbersOf } from './verified.ts'

describe('critical-phase-diagram', () => {
  it('tells one phase from another: no claim of χ holds in another place of the plane', async () => {
    const claims = criticalPhaseDiagram.claims.filter(({ id }) => id.startsWith('relu'))
    expect(claims).toHaveLength(3)
    const at = { settings: { weightVariance: 1.8 }, seed: 0 }
    const values = await numbersOf(criticalPhaseDiagram, at, Object.fromEntries(claims.map(({ id, of }) => [id, of])))
    for (const { id, from, to } of claims) expect(values[id]! < from! || values[id]! > to!, id).toBe(true)
  })
})
