import type { Claim, ClaimOfRun, Judged, Verdict } from '#src/vocabulary/index.ts'
import type { Found } from './found.ts'
import type { MeasuredRun } from './measured.ts'
import { readNumber } from './read-number.ts'

/**
 * What a run says of a claim. It is decided as soon as nothing that is still to come can change the answer: a maximum that is
 * above its band fails before the run has ended, and a first step that was not reached in time does too.
 */
export function judge(claim: ClaimOfRun, run: MeasuredRun): Judged {
  const found = readNumber(claim.of, run, claim.steps)
  const { value, steps, why } = found
  return { claim: claim.id, verdict: verdictOf(found, claim), value, steps, why }
}

/**
 * What a run says of a claim to whoever looks at it alone: of the mean over several seeds it decides nothing, unless it has no
 * number at all.
 */
export function judgeAlone(claim: ClaimOfRun, run: MeasuredRun): Judged {
  const judged = judge(claim, run)
  if (claim.over !== 'mean' || judged.verdict === 'open' || judged.value === null) return judged
  return { ...judged, verdict: 'open', why: 'This is said of the mean over several seeds' }
}

/** Whether a number lies in a band, ends included. */
export function isWithin({ from, to }: Pick<Claim, 'from' | 'to'>, value: number): boolean {
  return (from === null || value >= from) && (to === null || value <= to)
}

function verdictOf({ value, isSettled, isCertain, least, greatest }: Found, band: Pick<Claim, 'from' | 'to'>): Verdict {
  if (isSettled) return value !== null && isWithin(band, value) ? 'holds' : 'fails'
  if (least > (band.to ?? Infinity) || greatest < (band.from ?? -Infinity)) return 'fails'
  const isInside = least >= (band.from ?? -Infinity) && greatest <= (band.to ?? Infinity)
  return isCertain && isInside ? 'holds' : 'open'
}
