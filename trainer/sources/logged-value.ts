import { frameOfMatrix } from '#src/vocabulary/index.ts'
import { histogramOfBins } from './frames.ts'
import type { Row } from './row.ts'

/** Entries of a list or matrix that are taken. */
const MOST = 1 << 20

/**
 * A value that a training logged under a key, as JSON has it: numbers are a scalar, lists of them a spectrum, lists of lists a matrix,
 * a histogram of wandb or Trackio a histogram. What is none is left, and named.
 */
export function rowOfValue(series: string, value: unknown, step: number, time: number | null): Row {
  const number = numberOf(value)
  if (number !== null) return { type: 'scalar', series, step, value: number, time }
  if (Array.isArray(value) && value.length <= MOST) {
    const list = numbersIn(value)
    if (list !== null) return { type: 'frame', series, kind: 'spectrum', step, frame: list, time }
    const matrix = matrixIn(value)
    if (matrix !== null) return { type: 'frame', series, kind: 'matrix', step, frame: matrix, time }
  }
  const histogram = histogramIn(value)
  if (histogram !== null) return { type: 'frame', series, kind: 'histogram', step, frame: histogram, time }
  return { type: 'left', what: nameOf(value) }
}

/** A number, also as JSON without NaN and infinities has to write it. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'string' ? (NOT_FINITE.get(value) ?? null) : null
}

const NOT_FINITE: ReadonlyMap<string, number> = new Map([NaN, Infinity, -Infinity].map((one) => [String(one), one]))

function numbersIn(list: readonly unknown[]): Float64Array | null {
  const numbers = new Float64Array(list.length)
  for (const [i, entry] of list.entries()) {
    const number = numberOf(entry)
    if (number === null) return null
    numbers[i] = number
  }
  return numbers
}

function matrixIn(rows: readonly unknown[]): Float64Array | null {
  const [first] = rows
  if (!Array.isArray(first) || first.length === 0 || first.length * rows.length > MOST) return null
  const data = new Float64Array(first.length * rows.length)
  for (const [i, row] of rows.entries()) {
    const numbers = Array.isArray(row) && row.length === first.length ? numbersIn(row) : null
    if (numbers === null) return null
    data.set(numbers, i * first.length)
  }
  return frameOfMatrix({ cols: first.length, data })
}

function histogramIn(value: unknown): Float64Array | null {
  if (typeof value !== 'object' || value === null || !('_type' in value)) return null
  const { _type, values, bins } = value as { _type: unknown; values?: unknown; bins?: unknown; packedBins?: unknown }
  if (typeof _type !== 'string' || !/histogram/i.test(_type) || !Array.isArray(values) || values.length > MOST)
    return null
  const counts = numbersIn(values)
  const edges = Array.isArray(bins) ? numbersIn(bins) : edgesIn(value, values.length)
  if (counts === null || edges === null || edges.length !== counts.length + 1) return null
  return histogramOfBins([...edges], [...counts])
}

/** wandb packs equal bins as `{ min, size, count }`. */
function edgesIn(value: object, count: number): Float64Array | null {
  const { packedBins } = value as { packedBins?: { min?: unknown; size?: unknown } }
  const [min, size] = [numberOf(packedBins?.min), numberOf(packedBins?.size)]
  return min === null || size === null ? null : Float64Array.from({ length: count + 1 }, (_, i) => min + i * size)
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return 'texts'
  if (value === null) return 'empty values'
  if (Array.isArray(value)) return 'lists that are no numbers'
  const { _type } = value as { _type?: unknown }
  return typeof _type === 'string' ? `values of type ${_type.slice(0, 40)}` : 'records'
}
