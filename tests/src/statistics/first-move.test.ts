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
