import type { Cells } from '#src/series/cells.ts'
import type { Frames } from '#src/series/frames.ts'
import type { StoredPoints } from '#src/series/points.ts'
import { putCounts, putFloats, putFloatsAsTheyAre, putSteps, takeCounts, takeFloats } from './codec/columns.ts'
import { Packing, Unpacking } from './codec/packed.ts'
import { openedBlob, sealedBlob } from './codec/sealed.ts'

/**
 * How numbers rest: columns packed to the bit, with a checksum behind them that is also of where they belong. What comes
 * back is exactly what was put in, or null: the blob is damaged, missing or another's.
 */
export type Where = readonly [table: string, ...key: number[]]

export function blobOfPoints({ steps, values }: StoredPoints, where: Where): Uint8Array {
  const packing = new Packing()
  putSteps(packing, steps)
  putFloats(packing, values)
  return sealedBlob(packing.blob(), ...where)
}

export function pointsFrom(sealed: unknown, where: Where): StoredPoints | null {
  const packed = unpacking(sealed, where)
  return packed && { steps: takeFloats(packed), values: takeFloats(packed) }
}

export function blobOfCells({ steps, last, min, max, nans }: Cells, where: Where): Uint8Array {
  const packing = new Packing()
  putSteps(packing, steps)
  for (const column of [last, min, max]) putFloats(packing, column)
  putCounts(packing, nans)
  return sealedBlob(packing.blob(), ...where)
}

export function cellsFrom(sealed: unknown, where: Where): Cells | null {
  const packed = unpacking(sealed, where)
  return (
    packed && {
      steps: takeFloats(packed),
      last: takeFloats(packed),
      min: takeFloats(packed),
      max: takeFloats(packed),
      nans: takeCounts(packed),
    }
  )
}

/** What is said about frames, apart from their values: to find one must not cost reading them all. */
export function blobOfHeads({ steps, lengths }: Omit<Frames, 'values'>, where: Where): Uint8Array {
  const packing = new Packing()
  putSteps(packing, steps)
  putCounts(packing, lengths)
  return sealedBlob(packing.blob(), ...where)
}

export function headsFrom(sealed: unknown, where: Where): Omit<Frames, 'values'> | null {
  const packed = unpacking(sealed, where)
  return packed && { steps: takeFloats(packed), lengths: takeCounts(packed) }
}

export function blobOfValues(values: Float64Array, where: Where): Uint8Array {
  const packing = new Packing()
  putFloats(packing, values)
  return sealedBlob(packing.blob(), ...where)
}

export function valuesFrom(sealed: unknown, where: Where): Float64Array | null {
  const packed = unpacking(sealed, where)
  return packed && takeFloats(packed)
}

/** Points of many series, by the keys of their rows. */
export type PointsBySeries = ReadonlyMap<number, StoredPoints>

export function blobOfPage(page: PointsBySeries, where: Where): Uint8Array {
  const all = Array.from(page.values())
  const packing = new Packing()
  putCounts(packing, Uint32Array.from(page.keys()))
  putCounts(
    packing,
    Uint32Array.from(all, ({ steps }) => steps.length),
  )
  putSteps(packing, end(all.map(({ steps }) => steps)))
  putFloatsAsTheyAre(packing, end(all.map(({ values }) => values)))
  return sealedBlob(packing.blob(), ...where)
}

export function pageFrom(sealed: unknown, where: Where): PointsBySeries | null {
  const packed = unpacking(sealed, where)
  if (packed === null) return null
  const [series, counts] = [takeCounts(packed), takeCounts(packed)]
  const [steps, values] = [takeFloats(packed), takeFloats(packed)]
  let at = 0
  return new Map(
    Array.from(series, (key, i) => {
      const from = at
      at += counts[i]!
      return [key, { steps: steps.subarray(from, at), values: values.subarray(from, at) }]
    }),
  )
}

/** Columns end to end. */
function end(columns: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const column of columns) {
    joined.set(column, at)
    at += column.length
  }
  return joined
}

function unpacking(sealed: unknown, where: Where): Unpacking | null {
  const blob = openedBlob(sealed, ...where)
  return blob && new Unpacking(blob)
}
