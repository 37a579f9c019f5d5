import { BOUNDS, gridOver, usageError, type Column, type Query, type QueryResult } from '#src/vocabulary/index.ts'
import { columnsOf } from '#src/series/frames.ts'
import { mergedRanges } from '#src/store/damage.ts'
import type { Database } from './database.ts'
import { framesAt, placesOfFrames, type Place } from './frames.ts'
import { damagedPoints } from './scalars.ts'
import { seriesAt, type SeriesRow } from './series.ts'

/** How many numbers of frames may still be read for one question: a frame may be of any length, and points bound their count alone. */
export interface FrameRoom {
  left: number
}

export function frameRoom(): FrameRoom {
  return { left: BOUNDS.frameNumbersAnAsk }
}

/** At most as many whole frames as asked for: the last of each bucket, so that the newest of all is among them. */
export function sliceOfFrames(db: Database, series: SeriesRow, query: Query, room: FrameRoom): QueryResult {
  const { run, series: name, points: limit } = query
  const from = Math.max(Math.ceil(query.from ?? 0), series.first_step ?? 0)
  const to = Math.min(Math.floor(query.to ?? Infinity), series.last_step ?? -1)
  const { places, damaged } = from <= to ? placesOfFrames(db, series, from, to) : { places: [], damaged: [] }
  const exact = places.length <= limit
  const wanted = exact ? places : thinned(places, query, from, to)
  take(room, wanted, query)
  const read = framesAt(db, series, wanted)
  const { steps, values, lengths } = columnsOf(read.frames)
  const nans = new Uint32Array(steps.length)
  const ranges = mergedRanges(
    [...damaged, ...read.damaged].map((range) => ({ from: Math.max(range.from, from), to: Math.min(range.to, to) })),
  )
  return {
    run,
    series: name,
    stored: places.length,
    exact,
    steps,
    last: values,
    min: values,
    max: values,
    nans,
    lengths,
    ...(ranges.length > 0 ? { damaged: ranges } : {}),
  }
}

/** Before anything of them is read. */
function take(room: FrameRoom, wanted: readonly Place[], { run, series, points }: Query): void {
  const numbers = wanted.reduce((sum, { length }) => sum + length, 0)
  if (numbers > room.left)
    throw usageError(
      `ask: ${wanted.length} frames of series '${series}' of run '${run}' have ${numbers} numbers, and one question reads at most ${BOUNDS.frameNumbersAnAsk} of all its frames (${room.left} are left); ask for fewer points than ${points}, for fewer steps, or for fewer series at once`,
    )
  room.left -= numbers
}

/** Every frame in step order. All at once: of a run's series they are the smaller part. */
export function* frameColumns(db: Database, series: SeriesRow): Generator<Column> {
  const frames = db.snapshot(() => {
    const now = seriesAt(db, series.key)
    const { places, damaged } = placesOfFrames(db, now, 0, Number.MAX_SAFE_INTEGER)
    const read = framesAt(db, now, places)
    const ranges = mergedRanges([...damaged, ...read.damaged])
    if (ranges.length > 0) throw damagedPoints(db, now, ranges)
    return read.frames
  })
  if (frames.length > 0) yield { series: series.name, ...columnsOf(frames) }
}

function thinned(places: readonly Place[], { points, spacing }: Query, from: number, to: number): Place[] {
  const { place } = gridOver(from, to, points, spacing)
  return places.filter(({ step }, i) => {
    const after = places[i + 1]
    return after === undefined || place(after.step) !== place(step)
  })
}
