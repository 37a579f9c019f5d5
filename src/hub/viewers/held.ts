import type { Column, RunId, QueryResult } from '#src/vocabulary/index.ts'
import { cellsOfPoints } from '#src/series/cells.ts'
import { exactSlice, foldedCells } from '#src/series/fold.ts'
import { columnsOf, framesOf, type Frame } from '#src/series/frames.ts'
import { pointwise, type WholeCells } from '#src/series/infinite.ts'
import { joined, sorted, type StoredPoints } from '#src/series/points.ts'

/** Numbers of one series that wait for a viewer. What a slow viewer costs is bounded: old ones are folded or dropped. */
export type Held =
  | {
      readonly kind: 'scalars'
      readonly folded: WholeCells | null
      readonly points: readonly StoredPoints[]
      readonly waiting: number
      readonly stored: number
    }
  | { readonly kind: 'frames'; readonly frames: readonly Frame[]; readonly stored: number }

/** Points that may wait as they are; when there are more, all are folded into half as many exact buckets. */
const POINTS = 4096
/** Frames that may wait: the newest stay, and for the others a viewer can ask. */
const FRAMES = 64

export function holding(before: Held | undefined, column: Column): Held {
  const stored = (before?.stored ?? 0) + column.steps.length
  if (column.lengths !== null) {
    const frames = [
      ...(before?.kind === 'frames' ? before.frames : []),
      ...framesOf({ ...column, lengths: column.lengths }),
    ]
    return { kind: 'frames', frames: frames.slice(-FRAMES), stored }
  }
  const held = before?.kind === 'scalars' ? before : { folded: null, points: [], waiting: 0 }
  const waiting = held.waiting + column.steps.length
  const points = [...held.points, column]
  if (waiting <= POINTS) return { kind: 'scalars', folded: held.folded, points, waiting, stored }
  return { kind: 'scalars', folded: fold(held.folded, points), points: [], waiting: 0, stored }
}

export function resultOfHeld(run: RunId, series: string, held: Held): QueryResult {
  const { stored } = held
  if (held.kind === 'frames') {
    const { steps, values, lengths } = columnsOf(held.frames.toSorted((a, b) => a.step - b.step))
    const ends = { steps, last: values, min: values, max: values, nans: new Uint32Array(steps.length) }
    return { run, series, stored, exact: stored === steps.length, ...ends, lengths }
  }
  if (held.folded === null) return exactSlice({ run, series }, sorted(joined(held.points)))
  return { run, series, stored, exact: false, ...fold(held.folded, held.points), lengths: null }
}

function fold(folded: WholeCells | null, points: readonly StoredPoints[]): WholeCells {
  return foldedCells(
    [...(folded === null ? [] : [folded]), ...points.map((some) => pointwise(cellsOfPoints(some)))],
    POINTS / 2,
  )
}
