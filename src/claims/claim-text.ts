import type { Claim, Claimed, FirstStep, Place } from '#src/vocabulary/index.ts'
import { numberText } from './number-text.ts'

/** `test-accuracy at the last step`, `first step with train-accuracy ≥ 0.99`: what a claim is about, in words. */
export function claimedText(claimed: Claimed): string {
  switch (claimed.kind) {
    case 'at':
      return `${claimed.series} at ${claimed.step === 'last' ? 'the last step' : placeText(claimed.step)}`
    case 'over':
      return `${claimed.take} of ${claimed.series}${windowText(claimed.from, claimed.to)}`
    case 'first':
      return firstText(claimed)
    case 'difference':
      return `${inParentheses(claimed.of)} − ${inParentheses(claimed.and)}`
    case 'ratio':
      return `${inParentheses(claimed.of)} / ${inParentheses(claimed.and)}`
  }
}

/** The same of several runs: `exponent of train-loss at the last step along width = 64, 128, 256`. */
export function claimNumberText({ of, along }: Pick<Claim, 'of' | 'along'>): string {
  if (along === undefined) return claimedText(of)
  const values = along.values.map((value) => numberText(value, 4)).join(', ')
  const taken = { exponent: `exponent of ${claimedText(of)}`, argmin: `value with the least ${claimedText(of)}` }
  return `${taken[along.take]} along ${along.key} = ${values}`
}

/** What one should see, as a sentence: that of each claim, in their order. */
export function expectedText(claims: readonly Pick<Claim, 'about'>[]): string {
  return claims.map(({ about }) => about).join('; ')
}

function firstText({ series, is, value }: FirstStep): string {
  return `first step with ${series} ${is === 'above' ? '≥' : '≤'} ${numberText(value)}`
}

function placeText(place: Place): string {
  return typeof place === 'number' ? `step ${place}` : `the ${firstText(place)}`
}

function windowText(from: Place | undefined, to: Place | undefined): string {
  return `${from === undefined ? '' : ` from ${placeText(from)}`}${to === undefined ? '' : ` to ${placeText(to)}`}`
}

function inParentheses(claimed: Claimed): string {
  return `(${claimedText(claimed)})`
}
