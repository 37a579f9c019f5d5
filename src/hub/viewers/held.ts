import type { Column, RunId, QueryResult } from '#src/vocabulary/index.ts'
import { BOUNDS } from '#src/vocabulary/bounds.ts'
import { cellsOfPoints } from '#src/series/cells.ts'
import { exactSlice, foldedCells } from '#src/series/fold.ts'
import { bytesOfFrame, columnsOf, framesOf, type Frame } from '#src/series/frames.ts'
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
const POINTS = BOUNDS.pointsWaiting
/** Frames that may wait: the newest stay, and for the others a viewer can ask. */
const FRAMES = BOUNDS.framesWaiting

/** Parts that are joined into one: an array takes more than the one point that may be in it. */
const PARTS = 32

/** About what Node takes for a series, and for an array beside its numbers. */
const OVERHEAD = { series: 512, array: 128 }
/** A step, three floats and a count; where there are infinities, two floats and two counts more. */
const BYTES_A_BUCKET = 60

export function holding(before: Held | undefined, column: Column): Held {
  const stored = (before?.stored ?? 0) + column.steps.length
  if (column.lengths !== null) {
    const added = framesOf({ ...column, lengths: column.lengths }).slice(-FRAMES)
    const frames = [
      ...(before?.kind === 'frames' ? before.frames : []),
      ...added.map(({ step, values }) => ({ step, values: owned(values) })),
    ]
    return { kind: 'frames', frames: frames.slice(-FRAMES), stored }
  }
  const held = before?.kind === 'scalars' ? before : { folded: null, points: [], waiting: 0 }
  const waiting = held.waiting + column.steps.length
  const points = [...held.points, { steps: owned(column.steps), values: owned(column.values) }]
  if (waiting > POINTS) return folding(held.folded, points, POINTS / 2, stored)
  return { kind: 'scalars', folded: held.folded, points: points.length > PARTS ? [joined(points)] : points, waiting, stored } // prettier-ignore
}

/** About how much memory it takes. */
export function bytesOfHeld(held: Held): number {
  const { series, array } = OVERHEAD
  if (held.kind === 'frames') return held.frames.reduce((sum, frame) => sum + array + bytesOfFrame(frame), series)
  const buckets = (held.folded?.steps.length ?? 0) * BYTES_A_BUCKET
  return series + buckets + 16 * held.waiting + 2 * array * held.points.length
}

/** The same in at most so many bytes: scalars in fewer buckets, one at least; of frames the newest that fit, if any do. */
export function narrowed(held: Held, bytes: number): Held {
  if (bytesOfHeld(held) <= bytes) return held
  if (held.kind === 'scalars') {
    const buckets = Math.max(1, Math.floor((bytes - OVERHEAD.series) / BYTES_A_BUCKET))
    return folding(held.folded, held.points, buckets, held.stored)
  }
  let size = 0
  const first = held.frames.findLastIndex((frame) => (size += OVERHEAD.array + bytesOfFrame(frame)) > bytes)
  return { ...held, frames: held.frames.slice(first + 1) }
}

export function resultOfHeld(run: RunId, series: string, held: Held): QueryResult {
  const { stored } = held
  if (held.kind === 'frames') {
    const { steps, values, lengths } = columnsOf(held.frames.toSorted((a, b) => a.step - b.step))
    const ends = { steps, last: values, min: values, max: values, nans: new Uint32Array(steps.length) }
    return { run, series, stored, exact: stored === steps.length, ...ends, lengths }
  }
  if (held.folded === null) return exactSlice({ run, series }, sorted(joined(held.points)))
  return { run, series, stored, exact: false, ...fold(held.folded, held.points, POINTS / 2), lengths: null }
}

function folding(folded: WholeCells | null, points: readonly StoredPoints[], buckets: number, stored: number): Held {
  return { kind: 'scalars', folded: fold(folded, points, buckets), points: [], waiting: 0, stored }
}

function fold(folded: WholeCells | null, points: readonly StoredPoints[], buckets: number): WholeCells {
  const cells = points.map((some) => pointwise(cellsOfPoints(some)))
  return foldedCells([...(folded === null ? [] : [folded]), ...cells], buckets)
}

/** Numbers that lie among others in one piece of memory, in one of their own: who waits for few keeps few. */
function owned(numbers: Float64Array): Float64Array {
  return numbers.byteLength < numbers.buffer.byteLength ? numbers.slice() : numbers
}
