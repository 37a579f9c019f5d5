import { TIERS, unknownName, usageError, type Tier } from '#src/vocabulary/index.ts'
import { experiments, type Experiment } from '#trainer/experiments/index.ts'
import { checkedExperiment, type CheckedFile } from '#trainer/user-experiments/index.ts'
import { seedsFrom } from '#trainer/sweeps/index.ts'
import { membersFor, type Member } from './members.ts'

/** What is to be verified, as it was typed. */
export interface Asked {
  /** An experiment by its id, or every one. */
  readonly experiment: string | null
  readonly seeds: string
  readonly set: readonly string[]
  readonly tier: Tier
  /** The files of own experiments, each as it was checked. */
  readonly own: readonly CheckedFile[]
}

/** The runs that it takes, in the order of the catalogue: the same in every process that asks the same. */
export function membersAsked({ experiment: id, seeds, set, tier, own }: Asked): Member[] {
  const known = [...experiments, ...own.map(checkedExperiment)]
  const members = chosen(id, known).flatMap((experiment) =>
    membersFor(experiment, { seeds: seedsFrom(seeds, experiment.seed), set, tier }),
  )
  if (members.length === 0) throw nothingToVerify(id, tier, known)
  return members
}

function chosen(id: string | null, known: readonly Experiment[]): readonly Experiment[] {
  if (id === null) return known
  const one = known.find((experiment) => experiment.id === id)
  if (one !== undefined) return [one]
  throw unknownName(
    'experiment',
    id,
    known.map((experiment) => experiment.id),
  )
}

function nothingToVerify(id: string | null, tier: Tier, known: readonly Experiment[]): Error {
  const claims = known.filter((one) => id === null || one.id === id).flatMap((one) => one.claims)
  const tiers = TIERS.filter((one) => claims.some((claim) => (claim.tier ?? 'ci') === one))
  const what = id === null ? 'No experiment' : `Experiment '${id}'`
  return usageError(
    tiers.length === 0
      ? `${what} claims nothing`
      : `${what} claims nothing that runs of tier ${tier} can show; give --tier ${tiers.join(' or ')}`,
  )
}
