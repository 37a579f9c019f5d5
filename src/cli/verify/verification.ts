import { alongSetting, overSeeds } from '#src/claims/index.ts'
import type {
  Along,
  Claim,
  ClaimOfRun,
  Judged,
  ParameterValues,
  VerifiedClaim,
  VerifiedExperiment,
} from '#src/vocabulary/index.ts'
import type { Made } from './make-member.ts'
import type { Member } from './members.ts'

/** What the runs of one experiment say together, its claims in their order. */
export function verifiedExperiment(made: readonly Made[]): VerifiedExperiment {
  const { experiment } = made[0]!.member.plan
  const claims = experiment.claims.flatMap((claim) => verifiedClaim(claim, saidOf(claim, made)) ?? [])
  return {
    experiment: experiment.id,
    name: experiment.name,
    reference: experiment.reference,
    seconds: made.reduce((sum, { seconds }) => sum + seconds, 0),
    claims,
  }
}

/** What one run says of a claim. */
interface SaidOfClaim {
  readonly member: Member
  readonly claim: ClaimOfRun
  readonly judged: Judged
}

function saidOf({ id }: Claim, made: readonly Made[]): SaidOfClaim[] {
  return made.flatMap(({ member, judged }) => {
    const place = member.claims.findIndex((one) => one.id === id)
    return place === -1 ? [] : [{ member, claim: member.claims[place]!, judged: judged[place]! }]
  })
}

/** Null where no run was made for it. */
function verifiedClaim({ along, ...whole }: Claim, said: readonly SaidOfClaim[]): VerifiedClaim | null {
  const [first] = said
  if (first === undefined) return null
  const { claim, member } = first
  const judged =
    along === undefined
      ? said.map((one) => ({ seed: one.member.plan.seed, ...one.judged }))
      : ofEachSeed({ ...whole, along }, said)
  const { [along?.key ?? '']: _, ...settings } = settingsOf(member)
  const runs = judged.map(({ claim: __, ...run }) => run)
  return { ...claim, ...(along !== undefined && { along }), ...overSeeds(claim, judged), settings, runs }
}

/** Of each seed that every run along the setting was made with. */
function ofEachSeed(claim: Claim & { readonly along: Along }, said: readonly SaidOfClaim[]) {
  const { key, values } = claim.along
  return [...Map.groupBy(said, ({ member }) => member.plan.seed)].flatMap(([seed, runs]) => {
    if (runs.length < values.length) return []
    const points = runs.map(({ member, judged }) => ({ at: Number(member.plan.parameters[key]), value: judged.value }))
    return [{ seed, points, ...alongSetting(claim, points) }]
  })
}

export function areAllHeld(experiments: readonly VerifiedExperiment[]): boolean {
  return experiments.every(({ claims }) => claims.every(({ verdict }) => verdict === 'holds'))
}

/** In which settings the run differs from its experiment. */
function settingsOf({ plan }: Member): ParameterValues {
  const others = plan.experiment.parameters.filter((card) => plan.parameters[card.key] !== card.default)
  return Object.fromEntries(others.map(({ key }) => [key, plan.parameters[key]!]))
}
