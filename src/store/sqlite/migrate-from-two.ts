import { PhasescopeError, type Fact, type Run } from '#src/vocabulary/index.ts'
import { isSound, type Said } from '#src/store/codec/checksum.ts'
import type { Database } from './database.ts'
import { facts } from './facts.ts'
import { columnsOfLabels, labelsFrom } from './labels.ts'
import { marksFrom, remakeMarks } from './marks.ts'
import { recounted } from './repair-numbers.ts'
import { putRun, type RunRow } from './run-row.ts'
import { NEW_SINCE_TWO } from './schema.ts'
import { putSeries, type SeriesRow } from './series.ts'
import { blobOfSummary } from './series-summary.ts'
import { storedSummary } from './stored-summary.ts'

type New = 'study' | 'tags' | 'note' | 'archived' | 'marks' | 'transitions'
type RunOfTwo = Omit<RunRow, New> & { readonly checksum: number }
type SeriesOfTwo = Omit<SeriesRow, 'summary'> & { readonly checksum: number }

const RUN_COLUMNS = [
  ...['key', 'id', 'declaration', 'cards', 'name', 'experiment', 'words', 'family', 'started_at', 'status', 'lost'],
  ...['removed_at', 'step', 'points', 'facts', 'series', 'last_report_at', 'ended_at', 'ms_per_step', 'weights'],
  ...['spark_series', 'spark_shift', 'spark'],
]
const SERIES_COLUMNS = [
  ...['key', 'run', 'name', 'writer', 'declaration', 'frames', 'points', 'first_step', 'last_step', 'chunks'],
  ...['tail_points', 'tail_segments'],
]

/**
 * Makes schema 2 what schema 4 says, in the transaction of the caller: every series' summary from all of its points, marks
 * from the facts. A row of a run that was damaged stays so, under its checksum that does not fit, to be repaired as before.
 */
export function migrateFromTwo(db: Database): void {
  for (const table of ['run', 'series']) db.exec(`alter table ${table} rename to ${table}_of_2`)
  for (const index of ['run_lines', 'run_family']) db.exec(`drop index ${index}`)
  db.exec(NEW_SINCE_TWO)
  for (const key of keysOf(db, 'run_of_2')) migrateRun(db, rowAt<RunOfTwo>(db, 'run_of_2', key))
  for (const key of keysOf(db, 'series_of_2')) migrateSeries(db, rowAt<SeriesOfTwo>(db, 'series_of_2', key))
  for (const table of ['run', 'series']) db.exec(`drop table ${table}_of_2`)
}

function migrateRun(db: Database, { checksum, ...old }: RunOfTwo): void {
  const isWhole = isSound(checksum, 'run', ...saidIn(old, RUN_COLUMNS))
  const all = isWhole ? readableFacts(db, old) : []
  const marks = remakeMarks(db, old.key, marksFrom(all))
  const run = isWhole ? (JSON.parse(old.declaration) as Run) : null
  const labels = run === null ? { tags: '[]', note: null, archived: 0 as const } : columnsOfLabels(run, labelsFrom(all))
  putRun(db, { ...old, study: run?.group ?? null, ...labels, ...marks }, isWhole ? undefined : checksum)
}

/** Of a run whose facts are damaged what marks it had is not known; `check` says so. */
function readableFacts(db: Database, run: Pick<RunRow, 'key' | 'id' | 'facts'>): readonly Fact[] {
  try {
    return facts(db, run).map(({ report }) => report)
  } catch (error) {
    if (error instanceof PhasescopeError) return []
    throw error
  }
}

function migrateSeries(db: Database, { checksum, ...old }: SeriesOfTwo): void {
  const fits = (row: Omit<SeriesRow, 'summary'>) => isSound(checksum, 'series', ...saidIn(row, SERIES_COLUMNS))
  // Under a checksum of schema 2 it could not be repaired later.
  const whole = fits(old) ? old : recounted(db, old, fits)
  if (whole === null) return putSeries(db, { ...old, summary: null }, checksum)
  const summary = whole.frames === 0 && whole.points > 0 ? storedSummary(db, whole.key, whole) : null
  putSeries(db, { ...whole, summary: summary && blobOfSummary(summary) })
}

function keysOf(db: Database, table: string): number[] {
  return db
    .sql(`select key from ${table} order by key`)
    .all()
    .map(({ key }) => Number(key))
}

function rowAt<Row>(db: Database, table: string, key: number): Row {
  return db.sql(`select * from ${table} where key = ?`).get(key) as unknown as Row
}

function saidIn(row: object, columns: readonly string[]): Said[] {
  return columns.map((column) => (row as Record<string, Said>)[column]!)
}
