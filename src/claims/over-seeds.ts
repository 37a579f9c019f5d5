import { mean as meanOf } from '#src/statistics/moments.ts'
import type { ClaimOfRun, Judged, Verdict } from '#src/vocabulary/index.ts'
import { isWithin } from './judge.ts'

/** What several runs of other seeds say of one claim. */
interface OverSeeds {
  readonly verdict: Verdict
  /** The mean of their numbers; null where one has none. */
  readonly mean: number | null
}

/** Each of them must lie in the band, or their mean, as the claim says. */
export function overSeeds(claim: Pick<ClaimOfRun, 'from' | 'to' | 'over'>, judged: readonly Judged[]): OverSeeds {
  const values = judged.flatMap(({ value }) => value ?? [])
  const isWhole = judged.length > 0 && values.length === judged.length
  const mean = isWhole ? meanOf(values) : null
  const verdicts = judged.map(({ verdict }) => verdict)
  if (claim.over !== 'mean') return { verdict: verdictOfAll(verdicts), mean }
  if (verdicts.includes('open')) return { verdict: 'open', mean }
  return { verdict: mean !== null && isWithin(claim, mean) ? 'holds' : 'fails', mean }
}

function verdictOfAll(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fails')) return 'fails'
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'holds') ? 'holds' : 'open'
}
