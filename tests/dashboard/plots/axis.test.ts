import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linearTicks, logStepTicks, logTicks, stepAxis } from '#dashboard/plots/axis.ts'

test('the logarithmic step axis has a place for step 0, left of 1, and turns back into steps', () => {
  expect(stepAxis.forward(0)).toBeLessThan(stepAxis.forward(1))
  expect(stepAxis.forward(100) - stepAxis.forward(10)).toBeCloseTo(1, 12)
  fc.assert(
    fc.property(fc.nat(10_000_000), (step) => {
      expect(stepAxis.backward(stepAxis.forward(step))).toBeCloseTo(step, 4)
    }),
  )
})

test('it is smooth at 1: a curve has no kink there that the data has not', () => {
  const slope = (at: number) => (stepAxis.forward(at + 1e-6) - stepAxis.forward(at)) / 1e-6
  expect(slope(1 - 1e-6)).toBeCloseTo(slope(1), 4)
})

test('ticks lie within the range, grow, and are not many more than there is room for', () => {
  const span = fc.tuple(
    fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    fc.double({ min: 1.001, max: 1e6, noNaN: true }),
    fc.integer({ min: 2, max: 12 }),
  )
  fc.assert(
    fc.property(span, ([min, ratio, room]) => {
      const max = min * ratio
      for (const ticks of [linearTicks(min, max, room), logTicks(min, max, room)]) {
        expect(ticks.every((tick, i) => i === 0 || tick > ticks[i - 1]!)).toBe(true)
        expect(ticks.every((tick) => tick >= min * (1 - 1e-6) && tick <= max * (1 + 1e-6))).toBe(true)
        expect(ticks.length).toBeLessThanOrEqual(2 * room + 2)
      }
    }),
  )
})

test('known ticks', () => {
  expect(linearTicks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  expect(logTicks(0.0001, 10, 6)).toEqual([0.0001, 0.001, 0.01, 0.1, 1, 10])
  expect(logStepTicks(0, 600, 4)).toEqual([0, 1, 10, 100])
})

test('a range that is none does not hang', () => {
  for (const [min, max] of [
    [0, 1],
    [-1, 1],
    [0, Infinity],
    [NaN, NaN],
    [1, 1],
    [1e16, 1e16 + 2],
  ] as const) {
    expect(logTicks(min, max, 5).length).toBeLessThan(20)
    expect(linearTicks(min, max, 5).length).toBeLessThan(20)
  }
})
