import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joined, NO_POINTS, pointAt, pointsFromColumns, rebased, type Points } from '#dashboard/series/points.ts'

const valueOf = (step: number) => Math.sin(step) * 10
const measured = (steps: readonly number[]) => pointsFromColumns(steps, steps.map(valueOf))
const columns = ({ steps, last, min, max, length }: Points) =>
  Array.from({ length }, (_, i) => [steps[i], last[i], min[i], max[i]])
const sortedSteps = fc.uniqueArray(fc.nat(2_000), { maxLength: 60 }).map((steps) => steps.sort((a, b) => a - b))

test('appending in order keeps every point once', () => {
  let points = NO_POINTS
  for (let step = 0; step < 1_000; step += 10) points = joined(points, measured([step, step + 3, step + 7]))
  expect(points.length).toBe(300)
  expect(points.stored).toBe(300)
  expect(points.last[299]).toBe(valueOf(997))
})

test('however history is cut and however often a piece comes, the same points result', () => {
  fc.assert(
    fc.property(sortedSteps, fc.array(fc.tuple(fc.nat(60), fc.nat(60)), { maxLength: 12 }), (steps, cuts) => {
      const whole = measured(steps)
      const pieces = cuts.map(([a, b]) => measured(steps.slice(Math.min(a, b), Math.max(a, b))))
      const merged = [...pieces, whole, ...pieces].reduce(joined, NO_POINTS)
      expect(columns(merged)).toEqual(columns(whole))
      expect(merged.stored).toBe(steps.length)
    }),
  )
})

test('an answer of the hub keeps what arrived live after it, and doubles nothing that it holds', () => {
  fc.assert(
    fc.property(sortedSteps, fc.nat(60), fc.nat(60), (steps, a, b) => {
      const answered = steps.slice(0, Math.max(a, b))
      const live = steps.slice(Math.min(a, b))
      const result = rebased(measured(answered), measured(live))
      expect(columns(result)).toEqual(columns(measured(steps.slice(answered.length === 0 ? Math.min(a, b) : 0))))
    }),
  )
})

test('an earlier Points is not changed by what is appended later', () => {
  const early = joined(measured([1, 2]), measured([3]))
  const before = columns(early)
  joined(early, measured([4, 5, 6]))
  expect(columns(early)).toEqual(before)
})

test('the point at a step is the last one measured at or before it', () => {
  const points = measured([10, 20, 30])
  expect(pointAt(points, 9)).toBeNull()
  expect(pointAt(points, 20)).toEqual({ step: 20, value: valueOf(20) })
  expect(pointAt(points, 29)).toEqual({ step: 20, value: valueOf(20) })
  expect(pointAt(points, Infinity)?.step).toBe(30)
})

test('NaN is kept and counted', () => {
  const points = joined(pointsFromColumns([1], [NaN]), pointsFromColumns([2], [Infinity]))
  expect([points.last[0], points.last[1], points.nans[0], points.nans[1]]).toEqual([NaN, Infinity, 1, 0])
})
