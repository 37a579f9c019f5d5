import { expect } from 'vitest'
import type { QueryResult } from '#src/vocabulary/index.ts'

/** Holds a slice to what it must be. */
export function expectSame(slice: QueryResult, expected: Omit<QueryResult, 'lengths'>): void {
  const { run, series, stored, exact } = expected
  expect(slice).toMatchObject({ run, series, stored, exact, lengths: null })
  for (const column of ['steps', 'last', 'min', 'max', 'nans'] as const) {
    expect({ column, ...firstDifference(slice[column], expected[column]) }).toEqual({ column })
  }
  expectSameInfinite(slice, expected)
}

/** Buckets without an infinity say nothing of it: their extremes are finite. */
function expectSameInfinite({ exact, min, max, infinite }: QueryResult, expected: Omit<QueryResult, 'lengths'>): void {
  if (exact) return expect(infinite).toBeUndefined()
  const none = new Uint32Array(min.length)
  const said = infinite ?? { min, max, plus: none, minus: none }
  const wanted = expected.infinite ?? { ...expected, plus: none, minus: none }
  for (const column of ['min', 'max', 'plus', 'minus'] as const) {
    expect({ column, ...firstDifference(said[column], wanted[column]) }).toEqual({ column })
  }
}

/** Compared by Object.is (NaN is NaN, −0 is not 0); toEqual would say the same, a hundred times slower. */
export function firstDifference(received: ArrayLike<number>, expected: ArrayLike<number>) {
  for (let at = 0; at < Math.max(received.length, expected.length); at++) {
    if (!Object.is(received[at], expected[at])) return { at, received: received[at], expected: expected[at] }
  }
  return null
}
