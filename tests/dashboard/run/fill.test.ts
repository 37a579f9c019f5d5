import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gapsLeft } from '#dashboard/run/fill.ts'
import { fillShare, stretchOf } from '#dashboard/series/fill.ts'
import { filledTo, fillOf, isFilled } from '#src/run-state/index.ts'
import { every } from '#src/vocabulary/index.ts'

const attached = (step: number, from: number | null) =>
  ({ type: 'attached', probe: 'p', step, cadence: every(10), options: {}, from }) as const
const filled = (from: number, to: number, goal: number) => ({ type: 'filled', probe: 'p', from, to, goal }) as const

test('a past grows from its first step to its goal', () => {
  const begun = fillOf(attached(1000, 0))!
  expect([fillShare(begun), isFilled(begun), stretchOf(begun)]).toEqual([0, false, null])
  const half = filledTo(filledTo(begun, filled(0, 240, 999)), filled(241, 500, 999))
  expect(fillShare(half)).toBeCloseTo(500 / 999, 12)
  expect(stretchOf(half)).toEqual({ from: 0, to: 500 })
  const whole = filledTo(half, filled(501, 999, 999))
  expect([fillShare(whole), isFilled(whole)]).toEqual([1, true])
  expect(stretchOf(whole)).toEqual({ from: 0, to: 1000 })
})

test('a curve is broken between what is filled in and what is measured live, until they meet', () => {
  const begun = fillOf(attached(1000, 0))!
  expect(gapsLeft([], [begun])).toEqual([{ from: 0, to: 1000 }])
  expect(gapsLeft([], [filledTo(begun, filled(0, 300, 999))])).toEqual([{ from: 300, to: 1000 }])
  expect(gapsLeft([], [filledTo(begun, filled(0, 999, 999))])).toEqual([])
})

test('what was missed while a probe was away is filled in with the rest', () => {
  const begun = fillOf(attached(900, 0))!
  const away = [{ from: 400, to: 900 }]
  expect(gapsLeft(away, [filledTo(begun, filled(0, 600, 899))])).toEqual([
    { from: 600, to: 900 },
    { from: 600, to: 900 },
  ])
  expect(gapsLeft(away, [filledTo(begun, filled(0, 899, 899))])).toEqual([])
})

test('no step of a gap was filled in, and none that was not is lost', () => {
  const stretch = fc
    .tuple(fc.nat(50), fc.integer({ min: 1, max: 50 }))
    .map(([from, width]) => ({ from, to: from + width }))
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 3 }), fc.array(stretch, { maxLength: 3 }), (away, pasts) => {
      const fills = pasts.map(({ from, to }) => ({
        from,
        to: from + 1,
        goal: to + 1,
        end: to + 1,
        why: null,
        drift: null,
      }))
      const inside = (gaps: readonly { from: number; to: number }[], at: number) =>
        gaps.some(({ from, to }) => from < at && at < to)
      const wanted = [...away, ...fills.map(({ from, end }) => ({ from, to: end }))]
      const there = fills.map((fill) => stretchOf(fill)!)
      for (let at = 0.5; at < 110; at++)
        expect(inside(gapsLeft(away, fills), at)).toBe(inside(wanted, at) && !inside(there, at))
    }),
  )
})
