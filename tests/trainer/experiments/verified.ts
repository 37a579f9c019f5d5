import { makeMember } from '#src/cli/verify/make-member.ts'
import { membersFor } from '#src/cli/verify/members.ts'
import { verifiedExperiment } from '#src/cli/verify/verification.ts'
import type { Tier, Verdict, VerifiedExperiment } from '#src/vocabulary/index.ts'
import type { Experiment } from '#trainer/experiments/index.ts'
import { backend } from '../runs.ts'

interface Wanted {
  readonly seeds?: readonly number[]
  readonly set?: readonly string[]
  readonly tier?: Tier
}

/** An experiment held to its claims by the code of `phasescope verify`: as it is, or with a fault that a test planted. */
export async function verified(experiment: Experiment, wanted: Wanted = {}): Promise<VerifiedExperiment> {
  const { seeds = [experiment.seed], set = [], tier = 'ci' } = wanted
  const engine = await backend()
  const made = []
  for (const member of membersFor(experiment, { seeds, set, tier }))
    made.push({ member, ...(await makeMember(member, engine, () => {})) })
  return verifiedExperiment(made)
}

/** The verdict of each claim, by its id. */
export async function verdictsOf(experiment: Experiment, wanted?: Wanted): Promise<Readonly<Record<string, Verdict>>> {
  const { claims } = await verified(experiment, wanted)
  return Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
}
