import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { NamedTensors } from '../system-state.ts'

/** What every draw measured at every place: a row a draw. A system that averages over draws keeps all of them. */
export interface Draws {
  readonly count: number
  /** Of one place, over the draws so far. */
  at(place: number): Float64Array
}

export function drawsIn(record: NamedTensors[string] | undefined, places: number): Draws {
  const values = record?.values ?? new Float64Array()
  const count = values.length / places
  return {
    count,
    at: (place) => Float64Array.from({ length: count }, (_, draw) => values[draw * places + place]!),
  }
}

export function withDraw(record: NamedTensors[string] | undefined, measured: readonly number[]) {
  const values = Float64Array.from([...(record?.values ?? []), ...measured])
  return { shape: [values.length / measured.length, measured.length], values }
}

export function medianOf(values: Float64Array): number {
  const sorted = values.toSorted()
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2
}

/** Rows of place, measured and, where there is one, theory. */
export function profileOf(rows: readonly (readonly number[])[], cols: 2 | 3 = 3): Matrix {
  return { rows: rows.length, cols, data: Float64Array.from(rows.flat()) }
}
