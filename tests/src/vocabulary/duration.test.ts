import { expect, test } from 'vitest'
import { agoText, durationText } from '#src/vocabulary/index.ts'

test('durations', () => {
  expect([4.23, 75, 7_260].map(durationText)).toEqual(['4.2 s', '1 min 15 s', '2 h 1 min'])
  expect([NaN, Infinity].map(durationText)).toEqual(['–', '–'])
})

test('no duration has sixty seconds or sixty minutes left over', () => {
  expect([59.4, 59.6, 119.7, 3_599.6, 7_199].map(durationText)).toEqual([
    '59 s',
    '1 min 0 s',
    '2 min 0 s',
    '1 h 0 min',
    '2 h 0 min',
  ])
})

test('how long ago', () => {
  expect([2, 42, 240, 7_300, 180_000].map((seconds) => agoText(0, seconds * 1000))).toEqual([
    '2 s ago',
    '42 s ago',
    '4 min ago',
    '2 h ago',
    '2 d ago',
  ])
  expect(agoText(5_000, 4_000)).toBe('0 s ago')
  expect([1e300, -1e300, NaN, -8.65e15].map((at) => agoText(at, 4_000))).toEqual(['–', '–', '–', '–'])
  expect(agoText(Date.UTC(2026, 10, 3, 12), Date.UTC(2026, 10, 12, 12))).toBe('3 Nov 2026')
})
