import { describe, expect, it } from 'vitest'
import { criticalPhaseDiagram } from '#trainer/experiments/critical-phase-diagram.ts'
import { holdsItsClaims, numberIn, runFor } from './held.ts'

describe('critical-phase-diagram', () => {
  it.each([3])('is ordered, critical and chaotic where theory says so: seed %i', (seed) =>
    holdsItsClaims(criticalPhaseDiagram, seed),
  )

  it('tells one phase from another: no claim of χ holds in another place of the plane', async () => {
    const scalars = await runFor(criticalPhaseDiagram, { settings: { weightVariance: 1.8 } }, 0)
    const claims = criticalPhaseDiagram.claims.filter(({ id }) => id.startsWith('relu'))
    expect(claims).toHaveLength(3)
    for (const claim of claims) {
      const value = numberIn(scalars, claim)
      expect(value < claim.from! || value > claim.to!, claim.id).toBe(true)
    }
  })
})
