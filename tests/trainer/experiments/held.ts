import { expect } from 'vitest'
import type { Claim } from '#src/vocabulary/index.ts'
import { claimedNumber } from '#src/cli/families/claimed-number.ts'
import type { Experiment } from '#trainer/experiments/define.ts'
import { envelopesOf, reportsOf, scalarsOf } from '../runs.ts'

type Scalars = ReturnType<typeof scalarsOf>

/** What a run of an experiment comes to, of the settings, steps and probe series that its claims are about. */
export async function runFor(
  experiment: Experiment,
  { settings = {}, steps }: Partial<Claim>,
  seed: number,
): Promise<Scalars> {
  const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  const envelopes = await envelopesOf({ experiment: experiment.id, seed, set, steps: steps ?? experiment.steps })
  expect(reportsOf(envelopes, 'failed')).toEqual([])
  return scalarsOf(envelopes)
}

export function numberIn(scalars: Scalars, { of }: Pick<Claim, 'of'>): number {
  return claimedNumber(of, (series) => {
    const points = scalars[series] ?? []
    return { steps: points.map(([step]) => step), values: points.map(([, value]) => value) }
  })
}

/** Holds one seed to every claim that speaks of each; runs of the same settings are made once. */
export async function holdsItsClaims(
  experiment: Experiment,
  seed: number,
  only = (_claim: Claim) => true,
): Promise<void> {
  const claims = (experiment.claims ?? []).filter(only)
  expect(claims.length).toBeGreaterThan(0)
  const runs = new Map<string, Scalars>()
  for (const claim of claims) {
    const key = JSON.stringify([claim.settings, claim.steps])
    const scalars = runs.get(key) ?? (await runFor(experiment, claim, seed))
    runs.set(key, scalars)
    expectWithin(numberIn(scalars, claim), claim)
  }
}

export function expectWithin(value: number, { id, from, to }: Claim): void {
  expect(value, id).toBeGreaterThanOrEqual(from ?? -Infinity)
  expect(value, id).toBeLessThanOrEqual(to ?? Infinity)
}
