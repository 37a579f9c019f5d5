import { alongSetting, isWithin, overSeeds } from '#src/claims/index.ts'
import {
  usageError,
  type Along,
  type AtValue,
  type Judged,
  type Verification,
  type VerifiedClaim,
  type VerifiedRun,
} from '#src/vocabulary/index.ts'
import { areAllHeld } from './verification.ts'

/**
 * A kept verification with the verdicts that its measured numbers have: what a file says of itself is not believed. One in which
 * something is claimed and nothing was measured is refused.
 */
export function judgedAgain(kept: Verification, file: string): Verification {
  const refused = (why: string) => usageError(`${file} is not what phasescope verify --json prints: ${why}`)
  if (kept.experiments.length === 0) throw refused('it has no experiments')
  const experiments = kept.experiments.map((one) => {
    if (one.claims.length === 0) throw refused(`${one.experiment} has no claims`)
    const claims = one.claims.map((claim) =>
      claimAgain(claim, kept.set, (why) => refused(`claim '${claim.id}' of ${one.experiment} ${why}`)),
    )
    return { ...one, claims }
  })
  return { ...kept, experiments, holds: areAllHeld(experiments) }
}

type Refused = (why: string) => Error

function claimAgain(claim: VerifiedClaim, set: readonly string[], refused: Refused): VerifiedClaim {
  const { runs: kept, along, seeds = 1 } = claim
  if (kept.length < seeds) throw refused(`has ${kept.length} runs, and is said of ${seeds} or more`)
  if (new Set(kept.map(({ seed }) => seed)).size < kept.length) throw refused('has a seed twice')
  const runs = kept.map((run) =>
    along === undefined ? ofOneRun(claim, run) : ofSeveral({ ...claim, along }, run, set, refused),
  )
  const { verdict, mean } = overSeeds(
    claim,
    runs.map((run): Judged => ({ claim: claim.id, ...run })),
  )
  return { ...claim, verdict, mean, runs }
}

/** What a run that did not come to its end left open stays open. */
function ofOneRun(claim: VerifiedClaim, run: VerifiedRun): VerifiedRun {
  if (run.verdict === 'open') return run
  return { ...run, verdict: run.value !== null && isWithin(claim, run.value) ? 'holds' : 'fails' }
}

function ofSeveral(
  claim: VerifiedClaim & { readonly along: Along },
  run: VerifiedRun,
  set: readonly string[],
  refused: Refused,
): VerifiedRun {
  const { points = [] } = run
  if (!areAlong(claim.along, points, set))
    throw refused(`has for seed ${run.seed} no number for each ${claim.along.key} of ${claim.along.values.join(', ')}`)
  const { claim: _, ...again } = alongSetting(claim, points)
  return { ...run, ...again }
}

/** A point for each value of the setting, in whatever order; where the setting was changed for all runs, all have that value. */
function areAlong({ key, values }: Along, points: readonly AtValue[], set: readonly string[]): boolean {
  const change = set.findLast((one) => one.startsWith(`${key}=`))
  const expected = change === undefined ? values : values.map(() => Number(change.slice(key.length + 1)))
  const found = inOrder(points.map(({ at }) => at))
  return found.length === expected.length && inOrder(expected).every((value, i) => value === found[i])
}

function inOrder(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b)
}
