import { describe, expect, it } from 'vitest'
import { bandText, claimedText, claimsOfRun, expectedText, seriesOf } from '#src/claims/index.ts'
import type { Claim } from '#src/vocabulary/index.ts'
import { differenceOf, firstAbove, greatestOf, lastOf, ratioOf, valueAt } from '#trainer/experiments/claimed.ts'

const claim = (id: string, more: Partial<Claim> = {}): Claim => ({ id, about: id, of: lastOf('x'), from: 0, to: 1, source: '', ...more }) // prettier-ignore
const card = {
  parameters: [
    { key: 'rate', about: '', type: 'number' as const, default: 0.1, min: 0, max: 1 },
    { key: 'kind', about: '', type: 'choice' as const, default: 'a', choices: ['a', 'b'] },
  ],
  steps: 100,
  claims: [
    claim('own'),
    claim('short', { steps: 40, tier: 'ci' }),
    claim('long', { steps: 400, tier: 'nightly' }),
    claim('other', { settings: { kind: 'b' } }),
  ],
}
const idsOf = (parameters: Record<string, number | string>, steps: number) =>
  claimsOfRun(card, { parameters, steps }).map(({ id, steps: of }) => `${id} ${of}`)

describe('the claims of a run', () => {
  it('are those of its settings and of no more steps than it has', () => {
    expect(idsOf({ rate: 0.1, kind: 'a' }, 100)).toEqual(['own 100', 'short 40'])
    expect(idsOf({ rate: 0.1, kind: 'a' }, 39)).toEqual([])
    expect(idsOf({ rate: 0.1, kind: 'a' }, 400)).toEqual(['own 100', 'short 40', 'long 400'])
    expect(idsOf({ rate: 0.1, kind: 'b' }, 100)).toEqual(['other 100'])
  })

  it('are none where a setting is another, or one is missing', () => {
    expect(idsOf({ rate: 0.2, kind: 'a' }, 100)).toEqual([])
    expect(idsOf({ rate: 0.1 }, 100)).toEqual([])
  })

  it('leave out what the run says itself', () => {
    const [other] = claimsOfRun(card, { parameters: { rate: 0.1, kind: 'b' }, steps: 100 })
    expect(other).toEqual({ id: 'other', about: 'other', of: lastOf('x'), from: 0, to: 1, source: '', steps: 100 })
  })
})

it('series that a number is made of are named once each', () => {
  const of = ratioOf(
    greatestOf('x', { from: firstAbove('y', 1) }),
    differenceOf(valueAt('x', 0), valueAt('z', firstAbove('y', 1))),
  )
  expect(seriesOf(of)).toEqual(['x', 'y', 'z'])
})

it('claims are said in words', () => {
  expect(expectedText(card.claims.slice(0, 2))).toBe('own; short')
  expect(claimedText(ratioOf(lastOf('a'), valueAt('a', 0)))).toBe('(a at the last step) / (a at step 0)')
  expect(claimedText(greatestOf('a', { from: firstAbove('b', 0.5), to: 9 }))).toBe(
    'greatest of a from the first step with b ≥ 0.5 to step 9',
  )
  expect(
    [
      { from: 1, to: 2 },
      { from: 1, to: null },
      { from: null, to: 2 },
      { from: 1, to: 1 },
    ].map(bandText),
  ).toEqual(
    ['1 … 2', '≥ 1', '≤ 2', '1'], // prettier-ignore
  )
})
