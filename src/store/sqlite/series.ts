import { unknownName, type RunId, type SeriesDeclaration, type StepRange } from '#src/vocabulary/index.ts'
import { checksumOf, isSound } from '#src/store/codec/checksum.ts'
import type { Database } from './database.ts'
import { assertIntact, damaged } from './row-checksum.ts'
import { knownRun, type RunRow } from './run-row.ts'

/** How much of a series is sealed, and what its tail is made of. */
export interface Rest {
  readonly chunks: number
  readonly tail_points: number
  readonly tail_segments: number
}

/** A line of table `series`: what is stored of one series of one run. */
export interface SeriesRow extends Rest {
  readonly key: number
  readonly run: number
  readonly name: string
  /** Who was the first to report it: only that one goes on with it. */
  readonly writer: string
  readonly declaration: string
  readonly frames: 0 | 1
  readonly points: number
  readonly first_step: number | null
  readonly last_step: number | null
  /** What of it has gone to the tables of numbers comes to (`series-summary.ts`). */
  readonly summary: Uint8Array | null
}

const COLUMNS = [
  ...['key', 'run', 'name', 'writer', 'declaration', 'frames', 'points', 'first_step', 'last_step', 'chunks'],
  ...['tail_points', 'tail_segments', 'summary'],
] as readonly (keyof SeriesRow)[]

const LIST = [...COLUMNS, 'checksum'].join(', ')
const INSERT = `insert into series (${LIST}) values (${[...COLUMNS, 'checksum'].map(() => '?').join(', ')})`
const UPDATE = `update series set ${[...COLUMNS, 'checksum'].map((column) => `${column} = ?`).join(', ')} where key = ?`

export function seriesRow(db: Database, run: number, name: string): SeriesRow | null {
  const row = db.sql(`select ${LIST} from series where run = ? and name = ?`).get(run, name)
  return row === undefined ? null : intact(row)
}

/** A row by its key, which numbers are kept by. */
export function seriesAt(db: Database, key: number): SeriesRow {
  const row = db.sql(`select ${LIST} from series where key = ?`).get(key)
  if (row === undefined) throw damaged(`the list of series (one that has numbers, number ${key}, is missing)`)
  return intact(row)
}

/** Every series of a run, in the order in which they came. */
export function seriesRows(db: Database, run: RunRow): SeriesRow[] {
  const rows = db.sql(`select ${LIST} from series where run = ? order by key`).all(run.key).map(intact)
  if (rows.length !== run.series) throw damaged(`the list of series of run '${run.id}'`)
  return rows
}

export function knownSeriesRow(db: Database, run: RunId, name: string): SeriesRow {
  const known = knownRun(db, run)
  const row = seriesRow(db, known.key, name)
  if (row !== null) return row
  const names = seriesRows(db, known).map((series) => series.name)
  throw unknownName('series', name, names)
}

/** Another writer's series of this probe, or null. */
export function seriesOfProbe(db: Database, run: number, probe: string, notOf: string): SeriesRow | null {
  const row = db
    .sql(
      `select ${LIST} from series
       where run = ? and (name = ? or (name > ? and name < ?)) and writer <> ? order by name limit 1`,
    )
    .get(run, probe, `${probe}/`, `${probe}0`, notOf) // '0' follows '/'
  return row === undefined ? null : intact(row)
}

export function insertSeries(db: Database, row: Omit<SeriesRow, 'key'>): SeriesRow {
  const key = Number(db.sql('select coalesce(max(key), 0) + 1 as key from series').get()!.key)
  const whole = { ...row, key }
  putSeries(db, whole)
  return whole
}

/** Keeps a row under the key that it has; `checksum` of one that was damaged before, and stays so. */
export function putSeries(db: Database, row: SeriesRow, checksum?: number): void {
  const values = valuesOf(row)
  db.sql(INSERT).run(...values, checksum ?? checksumOf('series', ...values))
}

export function updateSeries(db: Database, row: SeriesRow): void {
  const values = valuesOf(row)
  db.sql(UPDATE).run(...values, checksumOf('series', ...values), row.key)
}

/** Where points of a series that rest with it may be, if nothing else is known of them. */
export function anywhereIn({ first_step, last_step }: SeriesRow): StepRange {
  return { from: first_step ?? 0, to: last_step ?? 0 }
}

/** A series before its first number. */
export function newSeries(run: number, writer: string, declaration: SeriesDeclaration): Omit<SeriesRow, 'key'> {
  return {
    run,
    name: declaration.name,
    writer,
    declaration: JSON.stringify(declaration),
    frames: declaration.kind === 'scalar' ? 0 : 1,
    ...{ points: 0, first_step: null, last_step: null, chunks: 0, tail_points: 0, tail_segments: 0 },
    summary: null,
  }
}

/** Whether a row of the table says what was written. */
export function isIntact(row: object): boolean {
  const { checksum, ...rest } = row as SeriesRow & { checksum: number }
  return isSound(checksum, 'series', ...valuesOf(rest))
}

function intact(row: object): SeriesRow {
  const { checksum, ...rest } = row as SeriesRow & { checksum: number }
  assertIntact(`series '${rest.name}'`, checksum, 'series', ...valuesOf(rest))
  return rest
}

function valuesOf(row: SeriesRow): (string | number | null | Uint8Array)[] {
  return COLUMNS.map((column) => row[column])
}
