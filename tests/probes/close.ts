import { expect } from 'vitest'

/** Float32 through a backend, against float64. */
export const FLOAT32 = 1e-4
/** Float64 against float64. */
export const FLOAT64 = 1e-6

/** Every number of `expected`, however nested, is met to a relative tolerance; keys and lengths are the same. */
export function expectClose(actual: unknown, expected: unknown, tolerance: number, path = 'value'): void {
  if (typeof expected === 'number') {
    const error = Math.abs(Number(actual) - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE)
    expect(typeof actual, path).toBe('number')
    expect(error, `${path}: ${String(actual)} against ${expected}`).toBeLessThanOrEqual(tolerance)
    return
  }
  const [have, want] = [entries(actual), entries(expected)]
  expect(have.map(([key]) => key).sort(), path).toEqual(want.map(([key]) => key).sort())
  for (const [key, value] of want) expectClose(Object.fromEntries(have)[key], value, tolerance, `${path}.${key}`)
}

function entries(value: unknown): [string, unknown][] {
  return Object.entries(value as object).map(([key, item]) => [key, item])
}
