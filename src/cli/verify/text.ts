import { bandText, claimedText } from '#src/claims/index.ts'
import { durationText } from '#src/vocabulary/index.ts'
import { tableOf } from '../table.ts'
import type { Verification, VerifiedClaim, VerifiedExperiment } from '#src/vocabulary/index.ts'

/** A verification for a terminal: of each experiment a table, and why what does not hold does not. */
export function verificationText({ experiments, seconds }: Verification): string {
  const claims = experiments.flatMap((one) => one.claims)
  const held = claims.filter(({ verdict }) => verdict === 'holds').length
  const sum = `${held} of ${claims.length} claims hold (${durationText(seconds)})`
  return [...experiments.map(experimentText), sum].join('\n\n')
}

function experimentText({ experiment, name, claims }: VerifiedExperiment): string {
  const rows = claims.map((claim) => [
    WORDS[claim.verdict],
    claim.id,
    measuredText(claim),
    bandText(claim),
    [claimedText(claim.of), settingsText(claim)].filter(Boolean).join('; '),
  ])
  const table = tableOf(['', 'claim', 'measured', 'claimed', 'of'], rows)
  return [`${experiment}: ${name}`, ...[table, ...claims.flatMap(reasons)].map(indented)].join('\n')
}

/** Open is no verdict of a run that has ended: it did not come as far as it should. */
const WORDS = { holds: 'holds', fails: 'FAILS', open: 'FAILS' } as const

/** `26, 27, 25`, and the mean where that is what counts. */
export function measuredText({ runs, over, mean }: Pick<VerifiedClaim, 'runs' | 'over' | 'mean'>): string {
  const values = runs.map(({ value }) => (value === null ? 'none' : numberText(value))).join(', ')
  return over === 'mean' && mean !== null && runs.length > 1 ? `mean ${numberText(mean)} of ${values}` : values
}

export function settingsText({ settings }: Pick<VerifiedClaim, 'settings'>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

/** As many digits as one compares by. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(4)))
}

function reasons({ id, runs }: VerifiedClaim): string[] {
  return runs.flatMap(({ seed, why }) => (why === null ? [] : [`${id}, seed ${seed}: ${why}`]))
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
