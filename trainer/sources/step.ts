import { numberOf } from './logged-value.ts'
import { fault, type Fault } from './row.ts'

/** A step as a run has it: a whole number from 0 that float64 holds exactly. Null where it is none. */
export function stepFrom(value: unknown): number | null {
  const number = typeof value === 'bigint' ? Number(value) : numberOf(value)
  return number !== null && Number.isSafeInteger(number) && number >= 0 ? number + 0 : null
}

/** `what` is left out: the row, the line. */
export function noStep(at: string, what: string, got: unknown): Fault {
  return fault(at, `expected a step, a whole number from 0; the ${what} is left out`, shown(got))
}

/** A value of a file in short: a list or record, which may say of itself how it is written, only by what it is. */
export function shown(value: unknown): string {
  if (value === undefined) return 'none'
  if (Array.isArray(value)) return 'a list'
  if (ArrayBuffer.isView(value)) return 'bytes'
  return typeof value === 'object' && value !== null && !(value instanceof Date) ? 'a record' : String(value)
}
