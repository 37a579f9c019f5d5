import type { OutputKind } from '#src/vocabulary/index.ts'
import { frameOf, Histogram } from './histogram.ts'
import { isList, MOST_NUMBERS, numberOf, numbersIn } from './numbers.ts'
import type { TensorLike } from './phasescope.d.ts'

/** A value as its series holds it: a scalar's number, or the numbers of a frame. */
export interface Seen {
  readonly kind: OutputKind
  readonly numbers: readonly number[]
}

/** What a value is; null where it can be no series. What is told is a copy. */
export function seen(value: unknown): Seen | null {
  const number = numberOf(value)
  if (number !== null) return { kind: 'scalar', numbers: [number] }
  if (value instanceof Histogram) return histogram(value)
  if (!isList(value)) return null
  return isRows(value) ? matrix(value) : frame('spectrum', numbersIn(value))
}

/** How many numbers a tensor has, by its shape; null where that is none, or more than one value may have. */
export function sizeOf(shape: readonly unknown[]): number | null {
  const sizes = numbersIn(shape)
  const size = sizes?.reduce((product, length) => product * length, 1) ?? NaN
  return Number.isSafeInteger(size) && size >= 0 && size <= MOST_NUMBERS ? size : null
}

/**
 * The same of a tensor, whose numbers have come: a number, a spectrum or a matrix; null of one of a higher rank, of texts, and of complex numbers, of which each
 * is two.
 */
export function seenTensor(shape: readonly number[], given: ArrayLike<unknown>): Seen | null {
  const numbers = numbersIn(given)
  if (numbers === null || numbers.length !== sizeOf(shape)) return null
  if (numbers.length === 1) return { kind: 'scalar', numbers }
  if (shape.length === 1) return frame('spectrum', numbers)
  return shape.length === 2 && shape[1]! > 0 ? frame('matrix', [shape[1]!, ...numbers]) : null
}

export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false
  const { shape, data } = value as Partial<TensorLike>
  return Array.isArray(shape) && typeof data === 'function'
}

/** Whether a value has names within, each of which is a series of its own. */
export function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false
  if (value instanceof Histogram || isTensor(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function histogram(value: Histogram): Seen | null {
  const { counts, edges } = value
  const isOne = numbersIn(counts) !== null && numbersIn(edges) !== null && edges.length === counts.length + 1
  return isOne ? frame('histogram', frameOf(value)) : null
}

function matrix(rows: readonly ArrayLike<unknown>[]): Seen | null {
  const cols = rows[0]!.length
  if (cols === 0 || rows.length * cols > MOST_NUMBERS || rows.some((row) => row.length !== cols)) return null
  const numbers: number[] = [cols]
  for (const row of rows) {
    const found = numbersIn(row)
    if (found === null) return null
    for (const number of found) numbers.push(number)
  }
  return { kind: 'matrix', numbers }
}

function frame(kind: OutputKind, numbers: readonly number[] | null): Seen | null {
  return numbers === null ? null : { kind, numbers }
}

function isRows(value: ArrayLike<unknown>): value is readonly ArrayLike<unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.length <= MOST_NUMBERS && value.every(isList)
}
