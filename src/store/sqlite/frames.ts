import { blobFrom, countsFrom, floatsFrom } from '#src/store/blob.ts'
import { bytesOfFrame, columnsOf, framesOf, inChunks, type Frame } from '#src/series/frames.ts'
import { orderOf } from '#src/series/points.ts'
import type { Database } from './database.ts'
import type { Rest, SeriesRow } from './series.ts'

/** A chunk of so many bytes is full and never changes again. */
const CHUNK_BYTES = 65_536
/** Chunks that are not full before those at the end are merged, so that a series is read in few rows. */
const OPEN_CHUNKS = 32

/** Appends whole frames, and says how the series then rests. A small batch costs one small row. */
export function appendFrames(db: Database, series: SeriesRow, batch: readonly Frame[]): Rest {
  let open = series.tail_segments
  for (const chunk of inChunks(batch, CHUNK_BYTES)) if (!isFull(insertChunk(db, series.key, chunk))) open++
  if (open > OPEN_CHUNKS) open = mergeOpen(db, series.key)
  return { chunks: 0, tail_points: 0, tail_segments: open }
}

/** Where a frame rests. */
export interface Place {
  readonly chunk: number
  readonly index: number
  readonly step: number
}

/** Where the frames of these steps are, in step order; frames of one step in order of arrival. */
export function placesOfFrames(db: Database, series: number, from: number, to: number): Place[] {
  const rows = db
    .sql('select key, steps from frames where series = ? and last_step >= ? and first_step <= ? order by key')
    .all(series, from, to)
  const places: Place[] = []
  for (const row of rows) {
    floatsFrom(row.steps as Uint8Array).forEach((step, index) => {
      if (step >= from && step <= to) places.push({ chunk: Number(row.key), index, step })
    })
  }
  return Array.from(orderOf(Float64Array.from(places, ({ step }) => step)), (i) => places[i]!)
}

/** The frames at these places, in their order. */
export function framesAt(db: Database, places: readonly Place[]): Frame[] {
  const chunks = new Map<number, Frame[]>()
  return places.map(({ chunk, index }) => {
    const frames = chunks.get(chunk) ?? readChunk(db, chunk)
    chunks.set(chunk, frames)
    return frames[index]!
  })
}

function insertChunk(db: Database, series: number, frames: readonly Frame[]): number {
  const { steps, lengths, values } = columnsOf(frames)
  const bytes = frames.reduce((sum, frame) => sum + bytesOfFrame(frame), 0)
  const first = steps.reduce((least, step) => Math.min(least, step), Infinity)
  const last = steps.reduce((most, step) => Math.max(most, step), -Infinity)
  db.sql(
    `insert into frames (series, first_step, last_step, bytes, steps, lengths, numbers) values (?, ?, ?, ?, ?, ?, ?)`,
  ).run(series, first, last, bytes, blobFrom(steps), blobFrom(lengths), blobFrom(values))
  return bytes
}

function readChunk(db: Database, key: number): Frame[] {
  const row = db.sql('select steps, lengths, numbers from frames where key = ?').get(key)!
  return framesOf({
    steps: floatsFrom(row.steps as Uint8Array),
    lengths: countsFrom(row.lengths as Uint8Array),
    values: floatsFrom(row.numbers as Uint8Array),
  })
}

/** Merges the chunks after the last full one, in order of arrival, and says how many are open then. */
function mergeOpen(db: Database, series: number): number {
  const rows = db.sql('select key, bytes from frames where series = ? order by key').all(series)
  const open = rows.slice(rows.findLastIndex((row) => isFull(Number(row.bytes))) + 1)
  if (open.length < 2) return open.length
  const frames = open.flatMap((row) => readChunk(db, Number(row.key)))
  for (const row of open) db.sql('delete from frames where key = ?').run(row.key!)
  const merged = inChunks(frames, CHUNK_BYTES).map((chunk) => insertChunk(db, series, chunk))
  return merged.filter((bytes) => !isFull(bytes)).length
}

function isFull(bytes: number): boolean {
  return bytes >= CHUNK_BYTES
}
