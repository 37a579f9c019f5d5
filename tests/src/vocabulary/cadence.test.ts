import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cadenceText, every, isDue, perDecade } from '#src/vocabulary/index.ts'

const dueUpTo = (cadence: Parameters<typeof isDue>[0], last: number) =>
  Array.from({ length: last + 1 }, (_, step) => step).filter((step) => isDue(cadence, step))

describe('every(n)', () => {
  test('is due at the multiples of n, step 0 included, and at no other step', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 100_000 }), (n, step) => {
        expect(isDue(every(n), step)).toBe(step / n === Math.floor(step / n))
      }),
    )
  })
})

describe('perDecade(points)', () => {
  test('is due at step 0, at step 1, and at every power of ten that a run reaches', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 7 }), (points, decade) => {
        expect(isDue(perDecade(points), 0)).toBe(true)
        expect(isDue(perDecade(points), 10 ** decade)).toBe(true)
      }),
    )
  })

  test('measures as often in each decade, as soon as a decade has steps enough', () => {
    for (const points of [1, 3, 10, 20]) {
      const due = dueUpTo(perDecade(points), 100_000)
      const between = (low: number, high: number) => due.filter((step) => step >= low && step < high).length
      expect(between(100, 1000)).toBe(points)
      expect(between(1000, 10_000)).toBe(points)
      expect(between(10_000, 100_000)).toBe(points)
    }
  })

  test('two neighbors are a factor of 10^(1/points) apart, but for the rounding to whole steps', () => {
    const due = dueUpTo(perDecade(20), 100_000).filter((step) => step >= 1000)
    due.slice(1).forEach((step, i) => {
      const apart = Math.log10(step / due[i]!) * 20
      expect(Math.abs(apart - 1)).toBeLessThan(0.03)
    })
  })
})

test('a cadence says itself', () => {
  expect([every(1), every(50), perDecade(20)].map(cadenceText)).toEqual([
    'every step',
    'every 50 steps',
    '20 times per decade of steps',
  ])
})
