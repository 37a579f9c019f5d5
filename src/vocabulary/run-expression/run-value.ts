import { jsonFromNumber, type JsonNumber } from '../number.ts'
import type { RunValue } from './run-expression.ts'

/**
 * A value of a run in JSON, where a number that is not finite stands in a list, so that it is neither lost nor taken for a
 * text of that spelling.
 */
export type JsonRunValue = number | string | null | readonly [JsonNumber]

export function jsonFromRunValue(value: RunValue): JsonRunValue {
  return typeof value === 'number' && !Number.isFinite(value) ? [jsonFromNumber(value)] : value
}

export function runValueFromJson(value: JsonRunValue): RunValue {
  return typeof value === 'object' && value !== null ? Number(value[0]) : value
}

/**
 * The order of values, the smallest first: numbers, then texts. What is no value (null, NaN) has no place among them: see
 * `isPlaced`.
 */
export function inOrderOfValue(a: RunValue, b: RunValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b || 0
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0
  return typeof a === 'number' ? -1 : 1
}

/** Whether a value can be larger or smaller than another; those that cannot come last, whichever way a list is sorted. */
export function isPlaced(value: RunValue): boolean {
  return value !== null && !Number.isNaN(value)
}
