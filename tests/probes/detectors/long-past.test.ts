import { expect, it } from 'vitest'
import { NO_PAST, wholeOf, withPast } from '#probes/maths/detection/long-past.ts'

const past = (points: number) =>
  Array.from({ length: points }, (_, i) => i).reduce((all, i) => withPast(all, 3 * i, i / 2, 20), NO_PAST)

it.each([1, 20, 21, 22, 26, 27, 100, 5000])(
  'of %d points it has the last all, and says how far apart the others lie',
  (points) => {
    const { steps, values, gaps } = wholeOf(past(points))
    expect(steps.slice(-20)).toEqual(
      Array.from({ length: Math.min(20, points) }, (_, i) => 3 * (Math.max(0, points - 20) + i)),
    )
    expect(values).toEqual(steps.map((step) => step / 6))
    expect(steps.length).toBeLessThanOrEqual(100)
    steps.slice(1).forEach((step, i) => expect(step - steps[i]!).toBe(3 * gaps[i + 1]!))
  },
)

it('reaches back six times as far as it is long', () => {
  expect(wholeOf(past(500)).steps[0]).toBeLessThanOrEqual(3 * 6)
  expect(wholeOf(past(5000)).steps[0]).toBeGreaterThan(3 * (5000 - 20 - 6 * 81))
})
