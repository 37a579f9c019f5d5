import { expect, it } from 'vitest'
import { overSeeds } from '#src/claims/index.ts'
import type { Judged, Verdict } from '#src/vocabulary/index.ts'

const said = (verdict: Verdict, value: number | null): Judged => ({ claim: 'a', verdict, value, steps: [], why: null })
const band = { from: 1, to: 2 }

it('each must hold, if nothing else is said', () => {
  expect(overSeeds(band, [said('holds', 1), said('holds', 2)])).toEqual({ verdict: 'holds', mean: 1.5 })
  expect(overSeeds(band, [said('holds', 1), said('fails', 4)])).toEqual({ verdict: 'fails', mean: 2.5 })
  expect(overSeeds(band, [said('holds', 1), said('open', null)])).toEqual({ verdict: 'open', mean: null })
  expect(overSeeds(band, [said('open', null), said('fails', null)]).verdict).toBe('fails')
  expect(overSeeds(band, [])).toEqual({ verdict: 'open', mean: null })
})

it('or their mean, which a single one outside does not spoil, and one without a number does', () => {
  const mean = { ...band, over: 'mean' as const }
  expect(overSeeds(mean, [said('fails', 0.5), said('holds', 2)])).toEqual({ verdict: 'holds', mean: 1.25 })
  expect(overSeeds(mean, [said('holds', 2), said('fails', 3)])).toEqual({ verdict: 'fails', mean: 2.5 })
  expect(overSeeds(mean, [said('holds', 2), said('fails', null)])).toEqual({ verdict: 'fails', mean: null })
  expect(overSeeds(mean, [said('holds', 2), said('open', 1)]).verdict).toBe('open')
})
