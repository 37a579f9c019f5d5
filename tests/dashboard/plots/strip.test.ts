import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOfRun, endOfStrip, nearOnStrip, stripTo, ticksPath } from '#dashboard/plots/strip.ts'

test('a step is found again where it lies, on either scale', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), fc.nat(200_000), fc.boolean(), (end, at, log) => {
      const strip = stripTo(end, log)
      const step = Math.min(at, end)
      expect(strip.stepFromShare(strip.shareFromStep(step))).toBe(step)
    }),
  )
})

test('beyond its ends a strip stays at them', () => {
  const strip = stripTo(600, true)
  expect([strip.stepFromShare(-0.2), strip.stepFromShare(1.3)]).toEqual([0, 600])
  expect(strip.shareFromStep(9_000)).toBe(1)
})

test('a strip shows the plan where that can be seen, and else as far ahead as the run has come', () => {
  expect([0, 40, 1_371, 3_000].map((step) => endOfStrip(step, 6_000))).toEqual([100, 100, 5_000, 6_000])
  expect(endOfStrip(2_745, 1_000_000)).toBe(10_000)
  expect(endOfStrip(40, 20)).toBe(40)
})

test('the strip of another program is as long as its plan, and as the run where nobody planned an end', () => {
  expect([9_074, 28_236, 240_000].map((step) => endOfRun(step, 200_000, true))).toEqual([200_000, 200_000, 240_000])
  expect([true, false].map((isForeign) => endOfRun(7_120, 0, isForeign))).toEqual([7_120, 7_120])
  expect(endOfRun(1_371, 6_000, false)).toBe(endOfStrip(1_371, 6_000))
})

test('what is near the pointer is told, the nearest first', () => {
  const things = [{ step: 100 }, { step: 104 }, { step: 300 }]
  expect(nearOnStrip(things, 0.104, 0.006, stripTo(1_000, false))).toEqual([{ step: 104 }, { step: 100 }])
})

test('hundreds of ticks are one path, each place once', () => {
  expect(ticksPath([0, 500, 500.2, 1000], stripTo(1_000, false))).toBe('M0 0V1M500 0V1M1000 0V1')
})
