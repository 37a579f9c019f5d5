import type { Cells } from '#src/series/cells.ts'
import { framesOf } from '#src/series/frames.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import { blobOfCells, blobOfPoints } from '#src/store/blob.ts'
import { isLittleEndian, reversedInPlaces } from '#src/wire/pack.ts'
import type { Database } from './database.ts'
import { insertFrames } from './frames.ts'
import { saveHolding } from './holding.ts'
import { insertNode, type NodeRow } from './nodes.ts'
import { keyOfLevel } from './pyramid.ts'
import { OF_NUMBERS } from './schema.ts'
import { insertSegment } from './segments.ts'
import { insertSeries, type SeriesRow } from './series.ts'

const TABLES = ['series', 'segment', 'node', 'chunk', 'cells', 'frames']

type Old = Record<string, unknown>

/**
 * Brings the numbers of a store of schema 1 to schema 2, within a transaction. There they rested as raw little-endian
 * columns, without checksums and pages; all come over to the bit.
 */
export function migrateNumbers(db: Database): void {
  for (const index of ['segment_of_series', 'frames_of_series']) db.sql(`drop index ${index}`).run()
  for (const table of TABLES) db.sql(`alter table ${table} rename to old_${table}`).run()
  for (const statement of OF_NUMBERS.split(';')) if (statement.trim() !== '') db.sql(statement).run()
  db.sql('create index old_segments on old_segment (series)').run()
  db.sql('create index old_frames_of on old_frames (series)').run()
  for (const { key } of rows(db, 'select key from old_series order by key')) migrateSeries(db, Number(key))
  for (const { run, n } of rows(db, 'select run, count(*) as n from old_series group by run')) {
    saveHolding(db, { run: Number(run), series: Number(n), first_page: 0, next_page: 0, points: 0 })
  }
  for (const table of TABLES) db.sql(`drop table old_${table}`).run()
}

function migrateSeries(db: Database, key: number): void {
  const series = db.sql('select * from old_series where key = ?').get(key) as unknown as SeriesRow
  const tail = rows(db, 'select steps, numbers from old_segment where series = ? order by key', key).map(pointsOf)
  if (tail.length > 0) insertSegment(db, key, 0, joined(tail))
  for (const row of rows(db, 'select * from old_node where series = ? order by key', key))
    migrateNode(db, row as unknown as NodeRow)
  const frames = rows(db, 'select key from old_frames where series = ? order by key', key)
  frames.forEach((row, number) => migrateFrames(db, key, number, Number(row.key)))
  insertSeries(db, {
    ...series,
    chunks: series.frames === 1 ? frames.length : series.chunks,
    tail_segments: series.frames === 1 ? series.tail_segments : Math.sign(tail.length),
  })
}

function migrateNode(db: Database, old: NodeRow): void {
  const { series, tier, number, first_step, last_step, points, finest, coarsest } = old
  const node = insertNode(db, { series, tier, number, first_step, last_step, points, finest, coarsest })
  const chunk = db.sql('select steps, numbers from old_chunk where node = ?').get(old.key)
  if (chunk !== undefined) {
    db.sql('insert into chunk (node, series, number, numbers) values (?, ?, ?, ?)').run(
      ...[node.key, series, number],
      blobOfPoints(pointsOf(chunk), ['chunk', node.key, series, number]),
    )
  }
  for (const { exponent, cells } of rows(db, 'select exponent, cells from old_cells where node = ?', old.key)) {
    const key = keyOfLevel(node, Number(exponent))
    db.sql('insert into cells (key, cells) values (?, ?)').run(key, blobOfCells(cellsOf(cells), ['cells', key]))
  }
}

function migrateFrames(db: Database, series: number, number: number, key: number): void {
  const { steps, lengths, numbers } = db.sql('select * from old_frames where key = ?').get(key)!
  const frames = framesOf({ steps: floatsFrom(steps), lengths: countsFrom(lengths), values: floatsFrom(numbers) })
  insertFrames(db, series, number, frames)
}

function rows(db: Database, text: string, ...of: number[]): Old[] {
  return db.sql(text).all(...of)
}

function pointsOf({ steps, numbers }: Old): StoredPoints {
  return { steps: floatsFrom(steps), values: floatsFrom(numbers) }
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

function floatsFrom(blob: unknown): Float64Array {
  const bytes = inOrder(blob as Uint8Array, 8)
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
}

function countsFrom(blob: unknown): Uint32Array {
  const bytes = inOrder(blob as Uint8Array, 4)
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
}

/** In this machine's order, and aligned. */
function inOrder(blob: Uint8Array, size: number): Uint8Array {
  return isLittleEndian ? blob.slice() : reversedInPlaces(blob, size)
}
