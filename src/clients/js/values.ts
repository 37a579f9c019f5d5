import type { OutputKind } from '#src/vocabulary/series.ts'
import { frameOf, Histogram } from './histogram.ts'
import type { TensorLike } from './phasescope.d.ts'

/** A value as its series holds it: a scalar's number, or the numbers of a frame. */
export interface Seen {
  readonly kind: OutputKind
  readonly numbers: readonly number[]
}

/** What a value is; null where it can be no series. What is told is a copy. */
export function seen(value: unknown): Seen | null {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return { kind: 'scalar', numbers: [Number(value)] }
  if (value instanceof Histogram) return { kind: 'histogram', numbers: frameOf(value) }
  if (isRows(value)) {
    const cols = value[0]!.length
    if (cols === 0 || value.some((row) => row.length !== cols)) return null
    return frame('matrix', [cols, ...value.flatMap((row) => Array.from(row))])
  }
  return isList(value) ? frame('spectrum', Array.from(value)) : null
}

/** The same of a tensor, whose numbers have come. */
export function seenTensor(shape: readonly number[], numbers: ArrayLike<number>): Seen | null {
  const all = Array.from(numbers, Number)
  if (all.length === 1) return { kind: 'scalar', numbers: all }
  if (shape.length === 1) return frame('spectrum', all)
  return shape.length === 2 && shape[1]! > 0 ? frame('matrix', [shape[1]!, ...all]) : null
}

export function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false
  const { shape, data } = value as Partial<TensorLike>
  return Array.isArray(shape) && typeof data === 'function'
}

/** Whether a value has names within, each of which is a series of its own. */
export function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false
  return !(value instanceof Histogram) && !isTensor(value) && Object.getPrototypeOf(value) === Object.prototype
}

/** Numbers of one value: a matrix of a thousand by a thousand. */
const MOST_NUMBERS = 1 << 20

function frame(kind: OutputKind, numbers: number[]): Seen | null {
  return numbers.length <= MOST_NUMBERS && numbers.every((one) => typeof one === 'number') ? { kind, numbers } : null
}

function isList(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

function isRows(value: unknown): value is readonly ArrayLike<number>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isList)
}
