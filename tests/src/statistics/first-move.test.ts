import { expect, test } from 'vitest'
import { firstMove } from '#src/statistics/first-move.ts'
import { floats, reference } from './reference.ts'

test.each(reference.moves.map((one, i) => ({ ...one, i })))(
  'curve $i moves first where its rule, in NumPy, says',
  ({ values, first }) => {
    expect(firstMove(floats(values))).toBe(first)
  },
)

test('some of these curves move, and some do not', () => {
  const places = reference.moves.map(({ first }) => first)
  expect(places.filter((place) => place === null).length).toBeGreaterThan(5)
  expect(places.filter((place) => place !== null).length).toBeGreaterThan(5)
})

test('of an accuracy only a rise counts, whatever fell before it', () => {
  const values = Array.from({ length: 90 }, (_, i) => (i < 12 ? 0.01 + 0.0001 * (i % 3) : i < 60 ? 0 : 0.02 * (i - 59)))
  expect(firstMove(values)).toBe(12)
  const rise = firstMove(values, 'up')!
  expect(rise).toBeGreaterThanOrEqual(60)
  expect(rise).toBeLessThan(63)
  expect(
    firstMove(
      values.map((value) => -value),
      'up',
    ),
  ).toBe(12)
})
