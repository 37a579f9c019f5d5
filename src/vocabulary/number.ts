/**
 * Numbers in JSON. JSON has no NaN and no infinity and turns them into null, yet divergence is what people come to
 * see: a non-finite number therefore travels as one of three strings, and every other as itself (shortest
 * round-trip form, so that nothing is rounded).
 */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity'

export function jsonFromNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber)
}

export function jsonFromNumbers(values: ArrayLike<number>): JsonNumber[] {
  return Array.from(values, jsonFromNumber)
}
