import { overSeeds } from '#src/claims/index.ts'
import type { ParameterValues, VerifiedClaim, VerifiedExperiment } from '#src/vocabulary/index.ts'
import type { Made } from './make-member.ts'

/** What the runs of one experiment say together, its claims in their order. */
export function verifiedExperiment(made: readonly Made[]): VerifiedExperiment {
  const { experiment } = made[0]!.member.plan
  const claims = new Map<string, VerifiedClaim>()
  for (const { member, judged } of made)
    for (const [i, claim] of member.claims.entries()) {
      const { claim: _, ...said } = judged[i]!
      const runs = [...(claims.get(claim.id)?.runs ?? []), { seed: member.plan.seed, ...said }]
      const together = overSeeds(
        claim,
        runs.map((run) => ({ claim: claim.id, ...run })),
      )
      claims.set(claim.id, { ...claim, ...together, settings: settingsOf(member, experiment), runs })
    }
  const order = experiment.claims.map(({ id }) => id)
  return {
    experiment: experiment.id,
    name: experiment.name,
    reference: experiment.reference,
    seconds: made.reduce((sum, { seconds }) => sum + seconds, 0),
    claims: [...claims.values()].sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)),
  }
}

export function areAllHeld(experiments: readonly VerifiedExperiment[]): boolean {
  return experiments.every(({ claims }) => claims.every(({ verdict }) => verdict === 'holds'))
}

/** In which settings the run differs from its experiment. */
function settingsOf({ plan }: Made['member'], { parameters }: Made['member']['plan']['experiment']): ParameterValues {
  const others = parameters.filter((card) => plan.parameters[card.key] !== card.default)
  return Object.fromEntries(others.map(({ key }) => [key, plan.parameters[key]!]))
}
