import { describe, expect, it } from 'vitest'
import { judge, judgeAlone } from '#src/claims/index.ts'
import type { Claimed, Verdict } from '#src/vocabulary/index.ts'
import {
  differenceOf,
  firstAbove,
  firstBelow,
  greatestOf,
  lastOf,
  leastOf,
  meanOf,
  medianOf,
  ratioOf,
  valueAt,
} from '#trainer/experiments/claimed.ts'
import { claimOf, runOf } from './run.ts'

const RISING = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
const FALLING = RISING.toReversed()
const series = { rising: RISING, falling: FALLING, late: new Map([[4, 1], [6, 3], [8, 2]]) } // prettier-ignore

describe('the number of a claim, once the run is over', () => {
  it.each<[string, Claimed, number, number[]]>([
    ['the last value', lastOf('rising'), 90, [9]],
    ['the last value of what is measured seldom', lastOf('late'), 2, [8]],
    ['a value at a step', valueAt('rising', 3), 30, [3]],
    ['the last measured up to a step', valueAt('late', 7), 3, [6]],
    ['a value at the step at which something comes', valueAt('rising', firstBelow('falling', 45)), 50, [5]],
    ['the greatest, at its first step', greatestOf('late'), 3, [6]],
    ['the least', leastOf('rising', { from: 2, to: 5 }), 20, [2]],
    ['the mean', meanOf('rising', { from: 2, to: 4 }), 30, [2, 4]],
    ['the median of an even number', medianOf('rising', { from: 1, to: 4 }), 25, [1, 4]],
    ['the median from where something comes', medianOf('rising', { from: firstAbove('rising', 65) }), 80, [7, 9]],
    ['the first step above', firstAbove('rising', 20), 2, [2]],
    ['the first step below', firstBelow('falling', 20), 7, [7]],
    ['a difference', differenceOf(firstBelow('falling', 20), firstAbove('rising', 20)), 5, [7, 2]],
    ['a ratio', ratioOf(lastOf('rising'), valueAt('rising', 3)), 3, [9, 3]],
  ])('%s', (_, of, value, steps) => {
    const run = runOf(series, 9)
    expect(judge(claimOf(of, value, value), run)).toEqual({ claim: 'a', verdict: 'holds', value, steps, why: null })
    expect(judge(claimOf(of, value + 1e-9, null), run).verdict).toBe('fails')
    expect(judge(claimOf(of, null, value - 1e-9), run).verdict).toBe('fails')
  })

  it.each<[string, Claimed, RegExp]>([
    ['a first step that never came', firstAbove('rising', 91), /rising is not at least 91 up to step 9/],
    ['a value before anything was measured', valueAt('late', 3), /late was not measured up to step 3/],
    ['a window without a point', meanOf('late', { from: 9, to: 9 }), /no finite value between steps 9 and 9/],
    ['a window from what never came', medianOf('rising', { from: firstBelow('falling', -1) }), /at most -1/],
    ['a difference of what never came', differenceOf(lastOf('rising'), firstAbove('rising', 91)), /at least 91/],
    ['a ratio to nothing', ratioOf(lastOf('rising'), valueAt('rising', 0)), /90 \/ 0 is no number/],
  ])('is not there, and the claim fails: %s', (_, of, why) => {
    const judged = judge(claimOf(of, null, null), runOf(series, 9))
    expect(judged).toMatchObject({ verdict: 'fails', value: null })
    expect(judged.why).toMatch(why)
  })

  it('a value that is not finite is none; over a window those that are finite count', () => {
    const run = runOf({ x: [1, NaN, 5, Infinity] }, 3)
    expect(judge(claimOf(lastOf('x'), null, null, 3), run)).toMatchObject({
      verdict: 'fails',
      why: 'x is Infinity at step 3',
    })
    expect(judge(claimOf(greatestOf('x'), 5, 5, 3), run)).toMatchObject({ verdict: 'holds', steps: [2] })
    expect(judge(claimOf(meanOf('x'), 3, 3, 3), run).verdict).toBe('holds')
    expect(judge(claimOf(firstAbove('x', 4), 2, 2, 3), run).verdict).toBe('holds')
  })

  it('a series that is not measured leaves it open: it may be measured yet', () => {
    const judged = judge(claimOf(lastOf('nothing'), 0, 1), runOf({}, 9))
    expect(judged).toMatchObject({ verdict: 'open', value: null, why: 'nothing is not measured up to step 9' })
  })

  it('what comes after the steps that are claimed does not count', () => {
    const run = runOf({ rising: RISING, spike: [0, 0, 0, 0, 0, 0, 9] }, 9)
    expect(judge(claimOf(lastOf('rising'), 50, 50, 5), run).verdict).toBe('holds')
    expect(judge(claimOf(greatestOf('spike'), 0, 0, 5), run).verdict).toBe('holds')
    expect(judge(claimOf(firstAbove('spike', 9), null, null, 5), run).verdict).toBe('fails')
  })
})

/** Each verdict at each step of a run of ten, as letters. */
function turning(of: Claimed, from: number | null, to: number | null): string {
  return RISING.map(
    (_, step) => judge(claimOf(of, from, to), runOf({ rising: RISING, falling: FALLING }, step)).verdict[0],
  ).join('')
}

describe('while the run goes on', () => {
  it.each<[string, Claimed, number | null, number | null, string]>([
    ['a last value is open until the end', lastOf('rising'), 0, null, 'oooooooooh'],
    ['a value at a step, from there on', valueAt('rising', 3), 30, 30, 'ooohhhhhhh'],
    ['a first step in its band holds at once', firstAbove('rising', 40), 2, 6, 'oooohhhhhh'],
    ['one that comes too early fails at once', firstAbove('rising', 10), 2, 6, 'offfffffff'],
    ['one that has not come in time fails then, not at the end', firstAbove('rising', 80), 2, 6, 'oooooo' + 'ffff'],
    ['a maximum above its band fails at once', greatestOf('rising'), null, 45, 'ooooo' + 'fffff'],
    ['a maximum above its lower bound holds at once', greatestOf('rising'), 45, null, 'ooooo' + 'hhhhh'],
    ['a minimum below its band fails at once', leastOf('falling'), 45, null, 'ooooo' + 'fffff'],
    ['a mean is open until its window is over', meanOf('rising', { to: 4 }), 20, 20, 'oooohhhhhh'],
    [
      'a window from what has not come is open',
      greatestOf('rising', { from: firstAbove('rising', 70) }),
      70,
      null,
      'ooooooohhh',
    ],
    [
      'a delay is known when both have come',
      differenceOf(firstAbove('rising', 50), firstAbove('rising', 20)),
      3,
      3,
      'ooooohhhhh',
    ],
    [
      'and fails when the second is too late',
      differenceOf(firstAbove('rising', 90), firstAbove('rising', 20)),
      null,
      4,
      'ooooooffff',
    ],
    ['a ratio is known when both are', ratioOf(valueAt('rising', 6), valueAt('rising', 2)), 3, 3, 'oooooohhhh'],
  ])('%s', (_, of, from, to, verdicts) => {
    expect(turning(of, from, to)).toBe(verdicts)
  })

  it('no verdict but open is ever taken back', () => {
    const claims: [Claimed, number | null, number | null][] = [
      ...RISING.flatMap((bound): [Claimed, number | null, number | null][] => [
        [firstAbove('rising', bound), 3, 5],
        [greatestOf('rising'), null, bound],
        [leastOf('falling'), bound, null],
        [differenceOf(greatestOf('rising'), leastOf('falling')), bound, null],
        [valueAt('falling', bound / 10), 20, 60],
      ]),
    ]
    for (const claim of claims) expect(turning(...claim)).toMatch(/^o*(h*|f*)$/)
    const ends = new Set(claims.map((claim) => turning(...claim).at(-1)))
    expect(ends).toEqual(new Set(['h', 'f']))
  })
})

it('of a mean over seeds one run decides nothing, unless it has no number', () => {
  const run = runOf({ rising: RISING }, 9)
  const mean = (of: Claimed) => judgeAlone({ ...claimOf(of, 0, 1), over: 'mean' }, run)
  expect(mean(lastOf('rising'))).toMatchObject({ verdict: 'open', value: 90, why: expect.stringContaining('mean') })
  expect(mean(firstAbove('rising', 91))).toMatchObject({ verdict: 'fails', value: null })
  expect(judgeAlone(claimOf(lastOf('rising'), 0, 1), run).verdict).toBe('fails')
})

it('names the steps that it was read from, also while it moves', () => {
  const judged = judge(claimOf(meanOf('rising'), null, 100), runOf({ rising: RISING }, 4))
  expect(judged).toEqual({ claim: 'a', verdict: 'open' satisfies Verdict, value: 20, steps: [0, 4], why: null })
})
