import { digitsBeside } from '#src/claims/index.ts'
import type { ClaimOfRun, Judged } from '#src/vocabulary/index.ts'
import { countText, valueText } from '#dashboard/text/format.ts'

/** A claim with what the run says of it. */
export interface ClaimRead {
  readonly claim: ClaimOfRun
  readonly judged: Judged
  /** The number as it is now; `…` where it has not come yet. */
  readonly valueText: string
}

/** Claims beside their verdicts, in their order; one that the hub has not judged yet is open. */
export function claimsRead(claims: readonly ClaimOfRun[], judged: readonly Judged[]) {
  const all = claims.map((claim): ClaimRead => {
    const said = judged.find((one) => one.claim === claim.id) ?? unjudged(claim)
    return { claim, judged: said, valueText: textOf(said, claim) }
  })
  return { all, heldText: heldText(all) }
}

/** `3 of 4 claims hold, 1 fails`: what is open is what is left. */
function heldText(all: readonly ClaimRead[]): string {
  const count = (verdict: Judged['verdict']) => all.filter(({ judged }) => judged.verdict === verdict).length
  const [held, failed] = [count('holds'), count('fails')]
  const text = `${held} of ${all.length} ${all.length === 1 ? 'claim holds' : 'claims hold'}`
  return failed === 0 ? text : `${text}, ${failed} ${failed === 1 ? 'fails' : 'fail'}`
}

function textOf({ value, verdict }: Judged, claim: ClaimOfRun): string {
  if (value !== null) return Number.isInteger(value) ? countText(value) : valueText(value, digitsBeside(claim, [value]))
  return verdict === 'open' ? '…' : 'none'
}

function unjudged({ id }: ClaimOfRun): Judged {
  return { claim: id, verdict: 'open', value: null, steps: [], why: null }
}
