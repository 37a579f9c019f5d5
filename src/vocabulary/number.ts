/**
 * Numbers in JSON. JSON has no NaN and no infinity and turns them into null, yet divergence is what people come to
 * see: a non-finite number therefore travels as one of three strings, and every other as itself (shortest
 * round-trip form, so that nothing is rounded), minus zero as -0.0.
 */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity'

/** `JSON.stringify` writes minus zero as 0; -0 would be a whole number to Python, which has no minus zero. */
const MINUS_ZERO = rawJson('-0.0')

export function jsonFromNumber(value: number): JsonNumber {
  if (Object.is(value, -0)) return MINUS_ZERO
  return Number.isFinite(value) ? value : (String(value) as JsonNumber)
}

export function jsonFromNumbers(values: ArrayLike<number>): JsonNumber[] {
  return Array.from(values, jsonFromNumber)
}

/** A number that is written as it is spelled here; the number itself where an older browser cannot. */
function rawJson(text: string): number {
  const { rawJSON } = JSON as { rawJSON?: (text: string) => unknown }
  return rawJSON === undefined ? Number(text) : (rawJSON(text) as number)
}
