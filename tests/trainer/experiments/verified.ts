import { expect } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import { makeMember } from '#src/cli/verify/make-member.ts'
import { membersFor } from '#src/cli/verify/members.ts'
import { verifiedExperiment } from '#src/cli/verify/verification.ts'
import type { Claim, ParameterValues, Tier, Verdict, VerifiedExperiment } from '#src/vocabulary/index.ts'
import type { Experiment } from '#trainer/experiments/index.ts'
import { openRule, type Rule } from '#trainer/systems/index.ts'
import { backend } from '../runs.ts'

interface Trial {
  /** The experiment's own, if nothing is said. */
  readonly seeds?: readonly number[]
  readonly set?: readonly string[]
  /** Those of this tier and of quicker ones; `ci` if nothing is said. A mean over as many seeds as one likes is asked of several only. */
  readonly tier?: Tier
  /** In place of that, the claims of these ids. */
  readonly only?: readonly string[]
  /** Of each run, in place of its own. */
  readonly steps?: number
  /** A probe in place of the catalogue's of the same id. */
  readonly planted?: Probe
}

/** An experiment held to its claims by the code of `phasescope verify`: as it is, or with a fault that a test planted. */
export async function verified(experiment: Experiment, trial: Trial = {}): Promise<VerifiedExperiment> {
  const { seeds = [experiment.seed], set = [], tier = 'ci', only, steps, planted } = trial
  const asked = experiment.claims
    .filter(
      ({ id, over, seeds: least = 1 }) => only?.includes(id) ?? (over !== 'mean' || seeds.length > 1 || least > 1),
    )
    .map((claim): Claim => (steps === undefined ? claim : { ...claim, steps }))
  const engine = await backend()
  const catalogue = { probes: probes.map((one) => (one.id === planted?.id ? planted : one)), detectors }
  const made = []
  for (const member of membersFor({ ...experiment, claims: asked }, { seeds, set, tier: only ? 'gpu' : tier }))
    made.push({ member, ...(await makeMember(member, engine, () => {}, { catalogue })) })
  return verifiedExperiment(made)
}

/** The verdict of each claim, by its id. */
export async function verdictsOf(experiment: Experiment, trial?: Trial): Promise<Readonly<Record<string, Verdict>>> {
  const { claims } = await verified(experiment, trial)
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
}

/** Which claims do not hold, each with what was measured. */
export async function brokenOf(experiment: Experiment, trial?: Trial): Promise<string[]> {
  const { claims } = await verified(experiment, trial)
  expect(claims.length, experiment.id).toBeGreaterThan(0)
  return claims.flatMap(({ id, verdict, runs }) =>
    verdict === 'holds' ? [] : [`${id}: ${runs.map(({ value, why }) => value ?? why).join(', ')}`],
  )
}

/** The numbers that are made of one run; NaN where there is none. */
export async function numbersOf<Name extends string>(
  experiment: Experiment,
  { settings, steps, seed }: Pick<Claim, 'settings' | 'steps'> & { readonly seed: number },
  wanted: Readonly<Record<Name, Claim['of']>>,
): Promise<Record<Name, number>> {
  const claims = Object.entries<Claim['of']>(wanted).map(([id, of]): Claim => ({
    ...{ id, about: id, of, from: null, to: null, source: 'a test' },
    ...(settings !== undefined && { settings }),
    ...(steps !== undefined && { steps }),
  }))
  const found = await verified({ ...experiment, claims }, { seeds: [seed] })
  return Object.fromEntries(found.claims.map(({ id, runs }) => [id, runs[0]?.value ?? NaN])) as Record<Name, number>
}

/** The same experiment with a system that steps by another rule: a mistake that its claims must notice. */
export function withRule(experiment: Experiment, rule: (settings: ParameterValues, seed: number) => Rule): Experiment {
  return { ...experiment, open: (settings, seed) => openRule(rule(settings, seed), settings, seed) } as Experiment
}
