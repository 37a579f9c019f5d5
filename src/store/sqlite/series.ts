import { runtimeError, unknownName, type Column, type RunId, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import { checksumOf, isSound, type Said } from '#src/store/codec/checksum.ts'
import { DamagedError } from '#src/store/damage.ts'
import type { Database } from './database.ts'
import { holdingOf, runIdOf, saveHolding } from './holding.ts'

/** How much of a series is sealed, and what its tail is made of. Of frames, `chunks` are the rows that they rest in. */
export interface Rest {
  readonly chunks: number
  readonly tail_points: number
  readonly tail_segments: number
}

/** A line of table `series`: what rests of one series of one run. Pages that wait to be folded in are not counted. */
export interface SeriesRow extends Rest {
  readonly key: number
  readonly run: number
  readonly name: string
  readonly declaration: string
  readonly frames: 0 | 1
  readonly points: number
  readonly first_step: number | null
  readonly last_step: number | null
}

export function runKey(db: Database, run: RunId): number | null {
  const row = db.sql('select key from run where id = ?').get(run)
  return row === undefined ? null : Number(row.key)
}

export function knownRunKey(db: Database, run: RunId): number {
  const key = runKey(db, run)
  if (key !== null) return key
  const ids = db.sql('select id from run order by started_at desc').all()
  throw unknownName(
    'run',
    run,
    ids.map((row) => String(row.id)),
  )
}

export function seriesRow(db: Database, run: number, name: string): SeriesRow | null {
  const row = db.sql('select * from series where run = ? and name = ?').get(run, name)
  return row === undefined ? null : soundRow(db, row)
}

/** Every series of a run. That they are all there is checked against their number. */
export function seriesRows(db: Database, run: number): SeriesRow[] {
  const rows = db.sql('select * from series where run = ? order by key').all(run)
  if (rows.length !== holdingOf(db, run).series)
    throw new DamagedError(runIdOf(db, run), null, 'the list of its series')
  return rows.map((row) => soundRow(db, row))
}

export function knownSeriesRow(db: Database, run: RunId, name: string): SeriesRow {
  const key = knownRunKey(db, run)
  const row = seriesRow(db, key, name)
  if (row !== null) return row
  throw unknownName(
    'series',
    name,
    seriesRows(db, key).map((series) => series.name),
  )
}

function soundRow(db: Database, row: Record<string, unknown>): SeriesRow {
  const series = row as unknown as SeriesRow
  if (isSound(row.checksum, 'series', ...saidOf(series))) return series
  throw new DamagedError(runIdOf(db, series.run), series.name, 'what is noted of it')
}

/** Everything that a row says, its key included: a row under another's key would read the other's numbers. */
export function saidOf(row: SeriesRow): Said[] {
  const { key, run, name, declaration, frames, points, first_step, last_step } = row
  const { chunks, tail_points, tail_segments } = row
  return [key, run, name, declaration, frames, points, first_step, last_step, chunks, tail_points, tail_segments]
}

/** A probe that is attached again declares its series again: the newest declaration stands. */
export function declareSeries(db: Database, run: number, declaration: SeriesDeclaration): SeriesRow {
  const text = JSON.stringify(declaration)
  const known = seriesRow(db, run, declaration.name)
  if (known !== null) {
    if (known.declaration === text) return known
    const changed = { ...known, declaration: text }
    db.sql('update series set declaration = ?, checksum = ? where key = ?').run(
      text,
      checksumOf('series', ...saidOf(changed)),
      known.key,
    )
    return changed
  }
  const row: SeriesRow = {
    key: Number(db.sql('select coalesce(max(key), 0) + 1 as key from series').get()!.key),
    run,
    name: declaration.name,
    declaration: text,
    frames: declaration.kind === 'scalar' ? 0 : 1,
    points: 0,
    first_step: null,
    last_step: null,
    chunks: 0,
    tail_points: 0,
    tail_segments: 0,
  }
  insertSeries(db, row)
  const holding = holdingOf(db, run)
  saveHolding(db, { ...holding, series: holding.series + 1 })
  return row
}

export function insertSeries(db: Database, row: SeriesRow): void {
  const said = saidOf(row) as (string | number | null)[]
  db.sql(
    `insert into series (key, run, name, declaration, frames, points, first_step, last_step, chunks, tail_points,
       tail_segments, checksum) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(...said, checksumOf('series', ...said))
}

/** Notes how a series rests after an append. */
export function saveSeries(db: Database, row: SeriesRow): void {
  const { key, points, first_step, last_step, chunks, tail_points, tail_segments } = row
  db.sql(
    `update series set points = ?, first_step = ?, last_step = ?, chunks = ?, tail_points = ?, tail_segments = ?,
       checksum = ? where key = ?`,
  ).run(
    ...[points, first_step, last_step, chunks, tail_points, tail_segments],
    ...[checksumOf('series', ...saidOf(row)), key],
  )
}

/** A row by its key, which is known to be there. */
export function seriesAt(db: Database, key: number): SeriesRow {
  const row = db.sql('select * from series where key = ?').get(key)
  if (row === undefined)
    throw runtimeError(`The store notes points of a series that is not there (number ${key}); run phasescope check`)
  return soundRow(db, row)
}

/** What can be said of a series that was measured and never declared: numbers are not refused for want of a label. */
export function undeclared(column: Column): SeriesDeclaration {
  const slash = column.series.indexOf('/')
  return {
    name: column.series,
    probe: slash < 0 ? column.series : column.series.slice(0, slash),
    part: slash < 0 ? null : column.series.slice(slash + 1),
    kind: column.lengths === null ? 'scalar' : 'spectrum',
    group: column.lengths === null ? 'structure' : 'spectra',
    unit: '1',
    scale: 'linear',
    range: null,
  }
}
