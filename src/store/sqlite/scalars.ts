import { blobFrom, floatsFrom } from '#src/store/blob.ts'
import { joined, orderOf, sorted, type StoredPoints } from '#src/series/points.ts'
import type { Database } from './database.ts'
import { chunkPoints, seal } from './pyramid.ts'
import type { Rest, SeriesRow } from './series.ts'

/** Points of a sealed chunk: 64 KiB at 16 bytes a point. */
const CHUNK = 4096
/** Segments of a tail before the small ones among them are merged, so that a tail is read in few rows. */
const SEGMENTS = 32
/** A segment of so many points is left alone until its chunk is sealed. */
const LARGE = 512

/** Appends to the tail, seals what has become a chunk, and says how the series then rests. A small batch costs one row. */
export function appendScalars(db: Database, series: SeriesRow, batch: StoredPoints): Rest {
  const { key, chunks, tail_points, tail_segments } = series
  if (tail_points + batch.steps.length < CHUNK) {
    insertSegment(db, key, batch)
    const segments = tail_segments < SEGMENTS ? tail_segments + 1 : mergeSmall(db, key)
    return { chunks, tail_points: tail_points + batch.steps.length, tail_segments: segments }
  }
  const points = joined([...(tail_segments > 0 ? tailSegments(db, key) : []), batch])
  const full = Math.floor(points.steps.length / CHUNK)
  const left = part(points, full * CHUNK, points.steps.length)
  db.sql('delete from segment where series = ?').run(key)
  for (let i = 0; i < full; i++) seal(db, key, chunks + i, sorted(part(points, i * CHUNK, (i + 1) * CHUNK)))
  if (left.steps.length > 0) insertSegment(db, key, left)
  return { chunks: chunks + full, tail_points: left.steps.length, tail_segments: Math.sign(left.steps.length) }
}

/** What is not sealed yet, in order of arrival. */
function tailSegments(db: Database, series: number): StoredPoints[] {
  const rows = db.sql('select steps, numbers from segment where series = ? order by key').all(series)
  return rows.map((row) => ({
    steps: floatsFrom(row.steps as Uint8Array),
    values: floatsFrom(row.numbers as Uint8Array),
  }))
}

export function tailPoints(db: Database, series: SeriesRow): StoredPoints {
  return sorted(joined(series.tail_segments === 0 ? [] : tailSegments(db, series.key)))
}

/** Every point in step order. In memory at once are only chunks whose steps overlap: one, unless points came late. */
export function* scalarRuns(db: Database, series: SeriesRow): Generator<StoredPoints> {
  // The tail is read before the first yield: it may be sealed while the reader is busy. Chunks never change.
  const tail = tailPoints(db, series)
  const chunks = db
    .sql('select key, first_step as first, last_step as last from node where series = ? and tier = 0 and number < ?')
    .all(series.key, series.chunks) as { key: number; first: number; last: number }[]
  const sources = chunks.map(({ key, first, last }) => ({ first, last, read: () => chunkPoints(db, key) }))
  if (tail.steps.length > 0) {
    sources.push({ first: tail.steps[0]!, last: tail.steps[tail.steps.length - 1]!, read: () => tail })
  }
  const order = orderOf(Float64Array.from(sources, (source) => source.first))
  let held: number[] = []
  let end = -1
  const flush = () => sorted(joined(held.sort((a, b) => a - b).map((i) => sources[i]!.read())))
  for (const i of order) {
    if (held.length > 0 && sources[i]!.first > end) {
      yield flush()
      held = []
    }
    held.push(i)
    end = Math.max(end, sources[i]!.last)
  }
  if (held.length > 0) yield flush()
}

function insertSegment(db: Database, series: number, { steps, values }: StoredPoints): void {
  db.sql('insert into segment (series, steps, numbers) values (?, ?, ?)').run(series, blobFrom(steps), blobFrom(values))
}

/** Merges the small segments at the end into one, and says how many there are then. */
function mergeSmall(db: Database, series: number): number {
  const rows = db.sql('select key, length(steps) / 8 as points from segment where series = ? order by key').all(series)
  const large = rows.findLastIndex((row) => Number(row.points) >= LARGE) + 1
  const small = tailSegments(db, series).slice(large)
  if (small.length < 2) return rows.length
  db.sql('delete from segment where series = ? and key >= ?').run(series, rows[large]!.key!)
  insertSegment(db, series, joined(small))
  return large + 1
}

function part({ steps, values }: StoredPoints, from: number, to: number): StoredPoints {
  return { steps: steps.subarray(from, to), values: values.subarray(from, to) }
}
