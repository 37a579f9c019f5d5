import { expect, it } from 'vitest'
import type { ClaimOfRun, Judged } from '#src/vocabulary/index.ts'
import { claimsRead } from '#dashboard/run/claims-read.ts'

const claims = ['a', 'b', 'c'].map((id): ClaimOfRun => {
  return { id, about: id, of: { kind: 'at', series: 'x', step: 'last' }, from: 0, to: 1, source: '', steps: 9 }
})
const said = (claim: string, verdict: Judged['verdict'], value: number | null): Judged => {
  return { claim, verdict, value, steps: [], why: null }
}

it('puts each claim beside what the run says of it, in the order of the claims', () => {
  const { all, heldText } = claimsRead(claims, [said('c', 'holds', 0.123456), said('a', 'fails', null)])
  expect(all.map(({ claim, judged, valueText }) => [claim.id, judged.verdict, valueText])).toEqual([
    ['a', 'fails', 'none'],
    ['b', 'open', '…'],
    ['c', 'holds', '0.1235'],
  ])
  expect(claimsRead(claims, [said('a', 'holds', 28)]).all[0]!.valueText).toBe('28') // a step is no measured value
  expect(heldText).toBe('1 of 3 claims hold, 1 fails')
})

it('counts in words', () => {
  expect(claimsRead(claims.slice(0, 1), [said('a', 'holds', 1)]).heldText).toBe('1 of 1 claim holds')
  expect(claimsRead(claims, []).heldText).toBe('0 of 3 claims hold')
  const both = [said('a', 'fails', 2), said('b', 'fails', 2)]
  expect(claimsRead(claims, both).heldText).toBe('0 of 3 claims hold, 2 fail')
})
