import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linearTicks, logStepTicks, logTicks, stepAxis } from '#src/figures/axis.ts'
import { nextAbove } from '#dashboard/plots/next-number.ts'
import { secondsTickText, stepTickText, tickTexts } from '#src/figures/tick-text.ts'

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

test('the ticks of any range have texts that differ, each of its very tick', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  const near = fc.tuple(number, fc.integer({ min: 1, max: 5_000 })).map(([value, ulps]): [number, number] => {
    let to = value
    for (let i = 0; i < ulps; i++) to = nextAbove(to)
    return [value, to]
  })
  fc.assert(
    fc.property(fc.oneof(fc.tuple(number, number), near), fc.integer({ min: 2, max: 8 }), ([a, b], room) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)]
      for (const ticks of [linearTicks(min, max, room), logTicks(min, max, room)]) {
        expect(ticks.length).toBeLessThanOrEqual(2 * room + 2)
        expect(new Set(tickTexts(ticks)).size).toBe(ticks.length)
      }
    }),
    { numRuns: 500, examples: [[[-9.998581721959664e-112, -9.998581721959663e-112], 2]] },
  )
})

test('ticks have as many digits as their distance asks for', () => {
  expect(tickTexts(linearTicks(5.5444, 5.5456, 5))).toEqual(['5.5445', '5.54475', '5.545', '5.54525', '5.5455'])
  expect(tickTexts(linearTicks(1e9, 1e9 + 1e-3, 3))).toEqual(['1000000000', '1000000000.0005', '1000000000.001'])
  expect(tickTexts(linearTicks(-1.236e6, -1.234e6, 2))).toEqual(['−1.236·10⁶', '−1.235·10⁶', '−1.234·10⁶'])
  expect(tickTexts(linearTicks(-1.5e308, 1.5e308, 3))).toEqual(['−10³⁰⁸', '0', '10³⁰⁸'])
  expect(tickTexts(linearTicks(-5e-324, 5e-324, 4))).toEqual(['−5·10⁻³²⁴', '0', '5·10⁻³²⁴'])
  expect(linearTicks(1_234_560, 1_234_570, 2).map(stepTickText)).toEqual(['1.23456M', '1.234565M', '1.23457M'])
  expect(linearTicks(100, 101, 2).map(secondsTickText)).toEqual(['1:40', '1:40.5', '1:41'])
})
