import { expect } from 'vitest'
import { claimOfRun, judge, overSeeds, readNumber } from '#src/claims/index.ts'
import type { Claim, Judged, ParameterValues } from '#src/vocabulary/index.ts'
import type { Experiment } from '#trainer/experiments/define.ts'
import { openRule, type Rule } from '#trainer/systems/index.ts'
import { endOf, envelopesOf, scalarsOf } from '../runs.ts'

/** How a test holds an experiment to what it claims: by the judge that the program has, of runs that it makes. */
type Scalars = ReturnType<typeof scalarsOf>

/** A run of an experiment by the settings, and of the steps, that a claim is about. */
export async function runFor(
  experiment: Experiment,
  { settings = {}, steps }: Pick<Claim, 'settings' | 'steps'>,
  seed: number,
): Promise<Scalars> {
  const set = Object.entries(settings).map(([key, value]) => `${key}=${value}`)
  const order = { experiment: experiment.id, set, seed, steps: steps ?? experiment.steps }
  const envelopes = await envelopesOf(order, { plan: { experiment } })
  if (endOf(envelopes).how !== 'completed') throw new Error(`The run ended as ${endOf(envelopes).how}`)
  return scalarsOf(envelopes)
}

/** What a run that has ended says of a claim. */
export function judgedIn(experiment: Experiment, claim: Claim, scalars: Scalars): Judged {
  const reached = claim.steps ?? experiment.steps
  return judge(claimOfRun(experiment, claim), { points: pointsIn(scalars), reached })
}

/** The series of a run, as claims read them. */
export function pointsIn(scalars: Scalars) {
  return (series: string) => {
    const found = scalars[series]
    return found === undefined ? null : { steps: found.map(([step]) => step), values: found.map(([, value]) => value) }
  }
}

/** The number that a claim is about, in a run that has ended; NaN where it has none. */
export function numberIn(scalars: Scalars, { of }: Pick<Claim, 'of'>): number {
  const reached = Math.max(...Object.values(scalars).flatMap((points) => points.map(([step]) => step)))
  return readNumber(of, { points: pointsIn(scalars), reached }, reached).value ?? NaN
}

/** Which claims do not hold over these seeds, each with what was measured. Runs of the same settings are made once. */
export async function brokenOf(
  experiment: Experiment,
  seeds: readonly number[],
  only: readonly string[] | ((claim: Claim) => boolean) = () => true,
): Promise<string[]> {
  const isWanted = typeof only === 'function' ? only : ({ id }: Claim) => only.includes(id)
  const claims = experiment.claims.filter(isWanted)
  expect(claims.length, experiment.id).toBeGreaterThan(0)
  const runs = new Map<string, Promise<Scalars>>()
  const broken: string[] = []
  for (const claim of claims) {
    const judged: Judged[] = []
    for (const seed of seeds) {
      const key = JSON.stringify([claim.settings, claim.steps, seed])
      if (!runs.has(key)) runs.set(key, runFor(experiment, claim, seed))
      judged.push(judgedIn(experiment, claim, await runs.get(key)!))
    }
    if (overSeeds(claim, judged).verdict !== 'holds')
      broken.push(`${claim.id}: ${judged.map(({ value, why }) => value ?? why).join(', ')}`)
  }
  return broken
}

/** The same experiment with a system that steps by another rule: a mistake that its claims must notice. */
export function withRule(experiment: Experiment, rule: (settings: ParameterValues, seed: number) => Rule): Experiment {
  return { ...experiment, open: (settings, seed) => openRule(rule(settings, seed), settings, seed) } as Experiment
}

/** Holds one seed to every claim that speaks of each. */
export async function holdsItsClaims(
  experiment: Experiment,
  seed: number,
  only: (claim: Claim) => boolean = ({ over = 'each' }) => over === 'each',
): Promise<void> {
  expect(await brokenOf(experiment, [seed], only)).toEqual([])
}
