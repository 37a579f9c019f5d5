import type { StepRange } from '#src/vocabulary/index.ts'
import { blobOfHeads, blobOfValues, headsFrom, valuesFrom } from '#src/store/blob.ts'
import { checksumOf, isSound } from '#src/store/codec/checksum.ts'
import { bytesOfFrame, columnsOf, framesOf, inChunks, type Frame } from '#src/series/frames.ts'
import { orderOf } from '#src/series/points.ts'
import type { Database } from './database.ts'
import { anywhereIn, type Rest, type SeriesRow } from './series.ts'

/** A chunk of so many bytes is full and never changes again. */
const CHUNK_BYTES = 65_536
/** Chunks that are not full before those at the end are merged, so that a series is read in few rows. */
const OPEN_CHUNKS = 32

/** A line of table `frames`: whole frames of a series, in order of arrival. */
interface FramesRow {
  readonly number: number
  readonly first_step: number
  readonly last_step: number
  readonly frames: number
  /** Before they are packed. */
  readonly bytes: number
}

/** Appends whole frames, and says how the series then rests. A small batch costs one small row. */
export function appendFrames(db: Database, series: SeriesRow, batch: readonly Frame[]): Rest {
  let { chunks, tail_segments: open } = series
  for (const chunk of inChunks(batch, CHUNK_BYTES)) if (!isFull(insertFrames(db, series.key, chunks++, chunk))) open++
  return open > OPEN_CHUNKS ? mergedFrames(db, { ...series, chunks }) : { chunks, tail_points: 0, tail_segments: open }
}

/** Where a frame rests. */
export interface Place {
  readonly chunk: number
  readonly index: number
  readonly step: number
  /** Its numbers. */
  readonly length: number
}

/** Where the frames of these steps are, in step order; frames of one step in order of arrival. And where not all is known. */
export function placesOfFrames(
  db: Database,
  series: SeriesRow,
  from: number,
  to: number,
): { places: Place[]; damaged: StepRange[] } {
  const { rows, damaged } = rowsOfFrames(db, series)
  const places: Place[] = []
  for (const { number, first_step, last_step } of rows) {
    if (last_step < from || first_step > to) continue
    const heads = headsAt(db, series.key, number)
    if (heads === null) damaged.push({ from: first_step, to: last_step })
    heads?.steps.forEach((step, index) => {
      if (step >= from && step <= to) places.push({ chunk: number, index, step, length: heads.lengths[index]! })
    })
  }
  const order = orderOf(Float64Array.from(places, ({ step }) => step))
  return { places: Array.from(order, (i) => places[i]!), damaged }
}

/** The frames at these places, in their order, and where some of them cannot be read. */
export function framesAt(
  db: Database,
  series: SeriesRow,
  places: readonly Place[],
): { frames: Frame[]; damaged: StepRange[] } {
  const chunks = new Map<number, Frame[] | null>()
  const frames: Frame[] = []
  const damaged: StepRange[] = []
  for (const { chunk, index, step } of places) {
    if (!chunks.has(chunk)) chunks.set(chunk, readChunk(db, series.key, chunk))
    const frame = chunks.get(chunk)?.[index]
    if (frame === undefined) damaged.push({ from: step, to: step })
    else frames.push(frame)
  }
  return { frames, damaged }
}

/** The rows of a series that say what they said, and whether any is missing. */
export function rowsOfFrames(db: Database, series: SeriesRow): { rows: FramesRow[]; damaged: StepRange[] } {
  const { key, chunks } = series
  const all = db
    .sql('select number, first_step, last_step, frames, bytes, checksum from frames where series = ? order by number')
    .all(key)
  const rows = all.filter((row, i) => {
    const { number, first_step, last_step, frames, bytes } = row as unknown as FramesRow
    return number === i && isSound(row.checksum, 'frames', key, number, first_step, last_step, frames, bytes)
  }) as unknown as FramesRow[]
  return { rows, damaged: rows.length === chunks && all.length === chunks ? [] : [anywhereIn(series)] }
}

export function insertFrames(db: Database, series: number, number: number, frames: readonly Frame[]): number {
  const { steps, lengths, values } = columnsOf(frames)
  const said = endsOf(frames)
  db.sql(
    `insert into frames (series, number, first_step, last_step, frames, bytes, checksum, heads, numbers)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    ...[series, number, ...said, checksumOf('frames', series, number, ...said)],
    blobOfHeads({ steps, lengths }, ['heads', series, number]),
    blobOfValues(values, ['frames', series, number]),
  )
  return said[3]
}

/** What a row says of its frames, from these. */
export function rewriteFrames(db: Database, key: number, series: number, number: number, all: readonly Frame[]): void {
  const said = endsOf(all)
  db.sql('update frames set first_step = ?, last_step = ?, frames = ?, bytes = ?, checksum = ? where key = ?').run(
    ...[...said, checksumOf('frames', series, number, ...said), key],
  )
}

function endsOf(frames: readonly Frame[]): [first: number, last: number, frames: number, bytes: number] {
  let [first, last, bytes] = [Infinity, -1, 0]
  for (const frame of frames) {
    first = Math.min(first, frame.step)
    last = Math.max(last, frame.step)
    bytes += bytesOfFrame(frame)
  }
  return [first, last, frames.length, bytes]
}

function headsAt(db: Database, series: number, number: number) {
  const row = db.sql('select heads from frames where series = ? and number = ?').get(series, number)
  return headsFrom(row?.heads, ['heads', series, number])
}

function readChunk(db: Database, series: number, number: number): Frame[] | null {
  const row = db.sql('select heads, numbers from frames where series = ? and number = ?').get(series, number)
  const heads = headsFrom(row?.heads, ['heads', series, number])
  const values = valuesFrom(row?.numbers, ['frames', series, number])
  return heads === null || values === null ? null : framesOf({ ...heads, values })
}

/** Merges the chunks after the last full one, in order of arrival, and says how the series then rests. */
function mergedFrames(db: Database, series: SeriesRow): Rest {
  const { rows, damaged } = rowsOfFrames(db, series)
  const from = rows.findLastIndex((row) => isFull(row.bytes)) + 1
  const asItIs = { chunks: series.chunks, tail_points: 0, tail_segments: rows.length - from }
  const open = rows.slice(from).map(({ number }) => readChunk(db, series.key, number))
  // What is damaged stays where it is, to be looked into; what comes is kept beside it.
  if (open.length < 2 || damaged.length > 0 || !open.every((frames) => frames !== null)) return asItIs
  db.sql('delete from frames where series = ? and number >= ?').run(series.key, from)
  const merged = inChunks(open.flat(), CHUNK_BYTES).map((chunk, i) => insertFrames(db, series.key, from + i, chunk))
  return {
    chunks: from + merged.length,
    tail_points: 0,
    tail_segments: merged.filter((bytes) => !isFull(bytes)).length,
  }
}

function isFull(bytes: number): boolean {
  return bytes >= CHUNK_BYTES
}
