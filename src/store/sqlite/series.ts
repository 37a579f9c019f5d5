import { unknownName, type RunId, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'

/** How much of a series is sealed, and what its tail is made of. */
export interface Rest {
  readonly chunks: number
  readonly tail_points: number
  readonly tail_segments: number
}

/** A line of table `series`: what is stored of one series of one run. */
export interface SeriesRow extends Rest {
  readonly key: number
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
  return (row as unknown as SeriesRow | undefined) ?? null
}

export function seriesRows(db: Database, run: number): SeriesRow[] {
  return db.sql('select * from series where run = ? order by key').all(run) as unknown as SeriesRow[]
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

/** A probe that is attached again declares its series again: the newest declaration stands. */
export function declareSeries(db: Database, run: number, declaration: SeriesDeclaration): void {
  const text = JSON.stringify(declaration)
  db.sql(
    `insert into series (run, name, declaration, frames) values (?, ?, ?, ?)
     on conflict (run, name) do update set declaration = excluded.declaration`,
  ).run(run, declaration.name, text, declaration.kind === 'scalar' ? 0 : 1)
}
