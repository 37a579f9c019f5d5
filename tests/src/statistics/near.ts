import { expect } from 'vitest'

/** Every number within `share` of the other's size (1e-12 if left out), and NaN and infinities where the other has them. */
export function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>, share = 1e-12, size = 0): void {
  expect(actual.length).toBe(expected.length)
  const apart = Array.from(actual).flatMap((value, i) => {
    const other = expected[i]!
    const isNear = Object.is(value, other) || Math.abs(value - other) <= share * Math.max(Math.abs(other), size)
    return isNear ? [] : [`${i}: ${value} for ${other}`]
  })
  expect(apart).toEqual([])
}
