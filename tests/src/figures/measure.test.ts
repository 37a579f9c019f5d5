import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stepAxis } from '#src/figures/axis.ts'
import { LINEAR, LOG, measureOf } from '#src/figures/measure.ts'
import { nextAbove, nextBelow } from '#dashboard/plots/next-number.ts'

const number = fc.double({ noNaN: true, noDefaultInfinity: true })
const positive = fc.double({ min: Number.MIN_VALUE, noNaN: true, noDefaultInfinity: true })

test.each([
  ['linear', LINEAR, number],
  ['logarithmic', LOG, positive],
  ['of steps', stepAxis, fc.double({ min: 0, max: 2 ** 53, noNaN: true })],
] as const)('any two numbers are the ends of a %s axis, and what lies between is between', (_name, axis, value) => {
  fc.assert(
    fc.property(value, value, value, (a, b, c) => {
      const [from = 0, between = 0, to = 0] = Float64Array.of(a, b, c).sort()
      // Neighbors among numbers may have the same logarithm.
      fc.pre(axis.forward(from) < axis.forward(to))
      const { shareFromValue, valueFromShare } = measureOf({ from, to }, axis)
      expect([shareFromValue(from), shareFromValue(to)]).toEqual([0, 1])
      expect([valueFromShare(0), valueFromShare(1)]).toEqual([from, to])
      const share = shareFromValue(between)
      expect(share >= 0 && share <= 1).toBe(true)
      const back = valueFromShare(share)
      expect(Number.isFinite(back)).toBe(true)
      expect(shareFromValue(back)).toBeCloseTo(share, 9)
    }),
  )
})

test('a logarithmic axis has no place for 0 and what is below', () => {
  const { shareFromValue } = measureOf({ from: 1, to: 10 }, LOG)
  expect([0, -1, NaN].map(shareFromValue)).toEqual([NaN, NaN, NaN])
})

test('the next number is the next: nothing lies between', () => {
  expect([nextAbove(0), nextBelow(0), nextAbove(1), nextBelow(1)]).toEqual([
    5e-324,
    -5e-324,
    1 + 2 ** -52,
    1 - 2 ** -53,
  ])
  fc.assert(
    fc.property(number, (value) => {
      const next = nextAbove(value)
      if (next !== value) expect([next > value, nextBelow(next) + 0]).toEqual([true, value + 0])
    }),
  )
  expect(nextAbove(Number.MAX_VALUE)).toBe(Number.MAX_VALUE)
})
