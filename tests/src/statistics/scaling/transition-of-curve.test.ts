import { expect, it } from 'vitest'
import { transitionOfCurve } from '#src/statistics/scaling/transition-of-curve.ts'
import { fluctuationsOf } from '#src/statistics/scaling/fluctuations.ts'
import { leastBetween, leastFrom } from '#src/statistics/scaling/minimum.ts'
import { reference } from './reference.ts'

const logistic = (middle: number, width: number, sign = 1) =>
  Array.from({ length: 401 }, (_, i) => ({ x: i / 400, y: 1 / (1 + Math.exp((-sign * (i / 400 - middle)) / width)) }))

it.each([1, -1])('a logistic curve passes half at its middle, and a quarter to three quarters over 2 ln 3 widths (%i)', (sign) => {
  const { location, width } = transitionOfCurve(logistic(0.4, 0.02, sign), 0, 1)!
  expect(location).toBeCloseTo(0.4, 5)
  expect(width).toBeCloseTo(2 * Math.log(3) * 0.02, 4)
}) // prettier-ignore

it('a step is as wide as half of what was not asked, and a curve that stays below has none', () => {
  const step = [0, 0.1, 0.2, 0.3].map((x) => ({ x, y: x < 0.15 ? 0 : 1 }))
  const { location, width } = transitionOfCurve(step, 0, 1)!
  expect([location, width].map((one) => one.toFixed(12))).toEqual(['0.150000000000', '0.050000000000'])
  expect(transitionOfCurve(step.map(({ x, y }) => ({ x, y: y / 2 })), 0, 1)).toBe(null) // prettier-ignore
  expect(transitionOfCurve([], 0, 1)).toBe(null)
})

it.each(reference.fluctuations)('of $values.length seeds they are those of NumPy', ({ values, size, ...expected }) => {
  const found = fluctuationsOf(values, size)
  for (const [name, value] of Object.entries(expected))
    expect(found[name as keyof typeof found] - value, name).toBeCloseTo(0, 12)
})

it('an order parameter of ±m has a Binder cumulant of 2/3, and 0 has none', () => {
  expect(fluctuationsOf([0.3, -0.3, 0.3, -0.3], 9).binder).toBeCloseTo(2 / 3, 12)
  expect(fluctuationsOf([0, 0], 9)).toMatchObject({ binder: NaN, susceptibility: 0 })
  expect(fluctuationsOf([0.5], 9)).toMatchObject({ mean: 0.5, error: NaN, susceptibility: NaN })
})

it('a minimum is found in a valley among others, and along Rosenbrock’s', () => {
  // Where −3 sin 3x + (x − 3) / 5 = 0 beside π.
  const valley = leastBetween((x) => Math.cos(3 * x) + (x - 3) ** 2 / 10, -10, 10)
  expect(Math.abs(-3 * Math.sin(3 * valley) + (valley - 3) / 5)).toBeLessThan(1e-6)
  expect(Math.abs(valley - Math.PI)).toBeLessThan(0.01)
  const rosenbrock = ([x = 0, y = 0]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2
  const { at, isSettled } = leastFrom(rosenbrock, [-1.2, 1], [0.1, 0.1])
  expect(isSettled).toBe(true)
  expect(at[0]).toBeCloseTo(1, 6)
  expect(at[1]).toBeCloseTo(1, 6)
})
