import { bandTextBeside, claimNumberText, digitsBeside, numberText } from '#src/claims/index.ts'
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
    claimedBandText(claim),
    [claimNumberText(claim), settingsText(claim)].filter(Boolean).join('; '),
  ])
  const table = tableOf(['', 'claim', 'measured', 'claimed', 'of'], rows)
  return [`${experiment}: ${name}`, ...[table, ...claims.flatMap(reasons)].map(indented)].join('\n')
}

/** Open is no verdict of a run that has ended: it did not come as far as it should. */
const WORDS = { holds: 'holds', fails: 'FAILS', open: 'FAILS' } as const

/** `26, 27, 25`, and the mean where that is what counts. */
export function measuredText(claim: Beside): string {
  const { runs, over, mean } = claim
  const measured = measuredOf(claim)
  const digits = digitsBeside(claim, measured)
  const text = (value: number) => numberText(value, digits)
  const values = runs.map(({ value }) => (value === null ? 'none' : text(value))).join(', ')
  return over === 'mean' && mean !== null && runs.length > 1 ? `mean ${text(mean)} of ${values}` : values
}

/** The band, in as many digits as tell it from what was measured. */
export function claimedBandText(claim: Beside): string {
  return bandTextBeside(claim, measuredOf(claim))
}

type Beside = Pick<VerifiedClaim, 'from' | 'to' | 'over' | 'runs' | 'mean'>

function measuredOf({ runs, mean }: Beside): number[] {
  return [...runs.map(({ value }) => value), mean].filter((value) => value !== null)
}

export function settingsText({ settings }: Pick<VerifiedClaim, 'settings'>): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

function reasons({ id, runs }: VerifiedClaim): string[] {
  return runs.flatMap(({ seed, why }) => (why === null ? [] : [`${id}, seed ${seed}: ${why}`]))
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ')
}
