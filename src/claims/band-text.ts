import type { Claim } from '#src/vocabulary/index.ts'
import { isWithin } from './judge.ts'
import { DIGITS, numberText, rounded } from './number-text.ts'

type Band = Pick<Claim, 'from' | 'to'>
type Claimed = Pick<Claim, 'from' | 'to' | 'over'>

/** Digits of a measured value beside its band, where no more are needed. */
const MEASURED_DIGITS = 4

/** `0.97 … 1.03`, `≥ 0.85`, `≤ 0.1`, `mean ≤ 0.03`: in as many digits as tell its ends apart. */
export function bandText(claim: Claimed): string {
  return bandTextBeside(claim, [])
}

/** The same beside values that were measured: in as many digits as show whether these lie in it. */
export function bandTextBeside(claim: Claimed, measured: readonly number[]): string {
  const text = rangeText(claim, DIGITS + moreDigits(claim, measured))
  return claim.over === 'mean' ? `mean ${text}` : text
}

/** The digits of values that stand beside their band, so that they are seen to lie in it, or beyond it, as they do. */
export function digitsBeside(band: Band, measured: readonly number[]): number {
  return MEASURED_DIGITS + moreDigits(band, measured)
}

/** `24 in 20 … 35`, `36, claimed ≤ 100`: a value as it is written, with what is claimed of it. */
export function besideBandText(valueText: string, claim: Claimed, value: number | null): string {
  const band = bandTextBeside(claim, value === null ? [] : [value])
  const isBetween = claim.from !== null && claim.to !== null && claim.from !== claim.to && claim.over !== 'mean'
  return isBetween ? `${valueText} in ${band}` : `${valueText}, claimed ${band}`
}

function rangeText({ from, to }: Band, digits: number): string {
  const text = (end: number) => numberText(end, digits)
  if (from !== null && to !== null) return from === to ? text(from) : `${text(from)} … ${text(to)}`
  if (from !== null) return `≥ ${text(from)}`
  return to === null ? 'any number' : `≤ ${text(to)}`
}

/** How many digits more than usual values and band need, so that what is written says what is the case. */
function moreDigits(band: Band, measured: readonly number[]): number {
  const isTrue = (more: number) => {
    const { from, to } = roundedBand(band, DIGITS + more)
    if (from === to && from !== null && band.from !== band.to) return false
    const isSeenWithin = (value: number) => isWithin({ from, to }, rounded(value, MEASURED_DIGITS + more))
    return measured.every((value) => isSeenWithin(value) === isWithin(band, value))
  }
  let more = 0
  while (MEASURED_DIGITS + more < ALL_DIGITS && !isTrue(more)) more++
  return more
}

/** These tell any number from every other. */
const ALL_DIGITS = 17

function roundedBand({ from, to }: Band, digits: number): Band {
  return { from: from === null ? null : rounded(from, digits), to: to === null ? null : rounded(to, digits) }
}
