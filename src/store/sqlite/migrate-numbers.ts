import type { Cells } from '#src/series/cells.ts'
import { framesOf } from '#src/series/frames.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import { blobOfCells, blobOfPoints } from '#src/store/blob.ts'
import { countsFrom, floatsFrom } from '#src/store/raw.ts'
import type { Database } from './database.ts'
import { insertFrames } from './frames.ts'
import { insertNode, type NodeRow } from './nodes.ts'
import { keyOfLevel } from './pyramid.ts'
import { NUMBERS_SCHEMA } from './schema.ts'
import { insertSegment } from './segments.ts'
import type { Rest, SeriesRow } from './series.ts'

const TABLES = ['segment', 'node', 'chunk', 'cells', 'frames']

type Old = Record<string, unknown>

/**
 * Brings the numbers of a store of schema 1 to what they are since schema 2, in the transaction of the caller, and says how each series then
 * rests, by its key in `series_of_1`. They rested as raw little-endian columns; all come over to the bit.
 */
export function migrateNumbers(db: Database): Map<number, Rest> {
  for (const index of ['segment_of_series', 'frames_of_series']) db.exec(`drop index ${index}`)
  for (const table of TABLES) db.exec(`alter table ${table} rename to ${table}_of_1`)
  db.exec(NUMBERS_SCHEMA)
  db.exec('create index segments_of_1 on segment_of_1 (series); create index frame_rows_of_1 on frames_of_1 (series)')
  const rests = new Map<number, Rest>()
  for (const row of rows(db, 'select * from series_of_1 order by key')) {
    const series = row as unknown as SeriesRow
    rests.set(series.key, migrateSeries(db, series))
  }
  for (const table of TABLES) db.exec(`drop table ${table}_of_1`)
  return rests
}

function migrateSeries(db: Database, { key, frames: isFrames, chunks, tail_points, tail_segments }: SeriesRow): Rest {
  const tail = rows(db, 'select steps, numbers from segment_of_1 where series = ? order by key', key).map(pointsOf)
  if (tail.length > 0) insertSegment(db, key, 0, joined(tail))
  for (const row of rows(db, 'select * from node_of_1 where series = ? order by key', key)) {
    migrateNode(db, row as unknown as NodeRow)
  }
  const frames = rows(db, 'select key from frames_of_1 where series = ? order by key', key)
  frames.forEach((row, number) => migrateFrames(db, key, number, Number(row.key)))
  if (isFrames === 1) return { chunks: frames.length, tail_points, tail_segments }
  return { chunks, tail_points, tail_segments: Math.sign(tail.length) }
}

function migrateNode(db: Database, old: NodeRow): void {
  const { series, tier, number, first_step, last_step, points, finest, coarsest } = old
  const node = insertNode(db, { series, tier, number, first_step, last_step, points, finest, coarsest })
  const chunk = db.sql('select steps, numbers from chunk_of_1 where node = ?').get(old.key)
  if (chunk !== undefined) {
    db.sql('insert into chunk (node, series, number, numbers) values (?, ?, ?, ?)').run(
      ...[node.key, series, number],
      blobOfPoints(pointsOf(chunk), ['chunk', node.key, series, number]),
    )
  }
  for (const { exponent, cells } of rows(db, 'select exponent, cells from cells_of_1 where node = ?', old.key)) {
    const key = keyOfLevel(node, Number(exponent))
    db.sql('insert into cells (key, cells) values (?, ?)').run(key, blobOfCells(cellsOf(cells), ['cells', key]))
  }
}

function migrateFrames(db: Database, series: number, number: number, key: number): void {
  const row = db.sql('select steps, lengths, numbers from frames_of_1 where key = ?').get(key) as Record<
    string,
    Uint8Array
  >
  const heads = { steps: floatsFrom(row.steps!), lengths: countsFrom(row.lengths!) }
  insertFrames(db, series, number, framesOf({ ...heads, values: floatsFrom(row.numbers!) }))
}

function rows(db: Database, text: string, ...of: number[]): Old[] {
  return db.sql(text).all(...of)
}

function pointsOf({ steps, numbers }: Old): StoredPoints {
  return { steps: floatsFrom(steps as Uint8Array), values: floatsFrom(numbers as Uint8Array) }
}

/** 36 bytes a cell: the four columns of f64, then the counts. */
function cellsOf(blob: unknown): Cells {
  const bytes = blob as Uint8Array
  const count = bytes.length / 36
  const four = floatsFrom(bytes.subarray(0, count * 32))
  const column = (i: number) => four.subarray(i * count, (i + 1) * count)
  return {
    steps: column(0),
    last: column(1),
    min: column(2),
    max: column(3),
    nans: countsFrom(bytes.subarray(count * 32)),
  }
}
