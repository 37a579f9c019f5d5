import { describe, expect, it } from 'vitest'
import { probes } from '#probes/index.ts'
import { claimOfRun, seriesOf } from '#src/claims/index.ts'
import { claimOfRun as schema } from '#src/schema/claim.ts'
import { parsed } from '#src/schema/parsed.ts'
import { membersFor } from '#src/cli/verify/members.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { settingsFromTexts } from '#trainer/run/settings.ts'
import { assertMeasured } from '#trainer/user-experiments/assert-measured.ts'

describe('what an experiment claims', () => {
  it.each(experiments)('$id: is a band of a series that it can measure', (experiment) => {
    const { claims, parameters } = experiment
    expect(claims.length).toBeGreaterThan(0)
    expect(new Set(claims.map(({ id }) => id)).size).toBe(claims.length)
    for (const claim of claims) {
      expect(claim.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      expect(claim.about, claim.id).toMatch(/^[A-Z0-9η‖].*[^.]$/)
      expect(claim.source.length, claim.id).toBeGreaterThan(5)
      expect([claim.from, claim.to], claim.id).not.toEqual([null, null])
      expect(claim.from ?? -Infinity, claim.id).toBeLessThanOrEqual(claim.to ?? Infinity)
      const texts = Object.entries(claim.settings ?? {}).map(([key, value]) => `${key}=${value}`)
      expect(settingsFromTexts(parameters, texts)).toEqual(claim.settings ?? {})
      if (claim.along !== undefined) {
        const { key, values } = claim.along
        expect(values.length, claim.id).toBeGreaterThan(2)
        expect(Object.keys(claim.settings ?? {}), claim.id).not.toContain(key)
        for (const value of values)
          expect(settingsFromTexts(parameters, [`${key}=${value}`]), claim.id).toEqual({ [key]: value })
      }
      // As it travels with a run.
      expect(parsed(schema, claimOfRun(experiment, claim), 'claim')).toEqual(claimOfRun(experiment, claim))
      expect(seriesOf(claim.of).length, claim.id).toBeGreaterThan(0)
      expect(() => assertMeasured(experiment, claim)).not.toThrow()
    }
  })

  it('is asked of as many seeds as it is said of', () => {
    const one = experiments[0]!
    const several = { ...one, claims: [{ ...one.claims[0]!, over: 'mean' as const, seeds: 3 }, { ...one.claims[0]!, id: 'short', steps: 5 }] } // prettier-ignore
    const seedsOf = (seeds: number[]) =>
      membersFor(several, { seeds, set: [], tier: 'ci' }).map(({ plan }) => `${plan.steps} ${plan.seed}`)
    expect(seedsOf([4])).toEqual(['400 4', '400 5', '400 6', '5 4'])
    expect(seedsOf([1, 9])).toEqual(['400 1', '400 9', '400 10', '5 1', '5 9'])
    expect(seedsOf([1, 2, 3, 4])).toHaveLength(8)
  })

  it.each(experiments)('$id: is verified by runs, each for all claims of its settings and length', (experiment) => {
    const members = membersFor(experiment, { seeds: [3, 4], set: [], tier: 'gpu' })
    const ids = members.filter(({ plan }) => plan.seed === 3).flatMap(({ claims }) => claims.map(({ id }) => id))
    // What is said along a setting, by a run for each of its values.
    const made = experiment.claims.flatMap(({ id, along }) => Array<string>(along?.values.length ?? 1).fill(id))
    expect(ids.toSorted()).toEqual(made.toSorted())
    const runs = members.map(({ plan }) => JSON.stringify([plan.parameters, plan.steps, plan.seed]))
    expect(new Set(runs).size).toBe(runs.length)
    for (const { plan, claims } of members) {
      expect(claims.map(({ steps }) => steps)).toEqual(claims.map(() => plan.steps))
      const attached = plan.probes.map(({ probe }) => probe)
      // A claim may ask for a step: what follows its curve in a run is measured as often as it ever is.
      for (const { probe, cadence = probes.find(({ id }) => id === probe)!.cadence } of plan.probes)
        expect(cadence.kind, probe).not.toBe('adaptive')
      for (const { of } of claims) for (const series of seriesOf(of)) expect(attached).toContain(series.split('/')[0])
    }
  })
})
