import { expect, test } from 'vitest'
import { NO_POINTS, type Points } from '#dashboard/series/points.ts'
import { knownPace, paceOf } from '#dashboard/series/pace.ts'

const clock = (steps: number[], seconds: number[]): Points => ({
  ...NO_POINTS,
  steps: Float64Array.from(steps),
  last: Float64Array.from(seconds),
  length: steps.length,
})

test('a pace is read from the clock of a run, and none from a clock that went backwards or stood', () => {
  expect(paceOf(clock([0, 10, 20], [0, 1, 3]))).toBe(150)
  expect(paceOf(clock([0, 10], [100, 22.586]))).toBeNull()
  expect(paceOf(clock([5, 5], [1, 2]))).toBeNull()
  expect(paceOf(clock([5], [1]))).toBeNull()
})

test('what cannot be a pace is none', () => {
  expect([-7_741.4, NaN, Infinity, 0, null].map(knownPace)).toEqual([null, null, null, null, null])
  expect(knownPace(12.5)).toBe(12.5)
})
