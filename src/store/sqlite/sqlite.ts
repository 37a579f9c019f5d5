import type {
  Column,
  Envelope,
  Fact,
  Query,
  QueryResult,
  RunId,
  RunsPage,
  RunsQuestion,
  RunSummary,
  SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import type { StoredSeries } from '#src/store/store.ts'
import { openDatabase } from './database.ts'
import { frameColumns, sliceOfFrames } from './frame-slice.ts'
import { ingest } from './ingest.ts'
import { pageOf } from './list.ts'
import { facts, removeRun, setLost, summaries, summary } from './runs.ts'
import { scalarRuns } from './scalars.ts'
import { knownRunKey, knownSeriesRow, runKey, seriesRows } from './series.ts'
import { sliceOfScalars } from './slice.ts'

/** What one SQLite file keeps, each answer at once: what a Store is made of. */
export interface Sqlite {
  /** Keeps Reports, all or none of them; durable on return. */
  ingest(envelopes: readonly Envelope[]): void
  next(run: RunId): number
  has(run: RunId): boolean
  /** Every run, the newest first. */
  runs(): RunSummary[]
  list(question: RunsQuestion): RunsPage
  summary(run: RunId): RunSummary
  facts(run: RunId): Envelope<Fact>[]
  series(run: RunId): StoredSeries[]
  slice(query: Query): QueryResult
  columns(run: RunId, series: string): Iterable<Column>
  markLost(run: RunId): void
  markFound(run: RunId): void
  remove(run: RunId): void
  close(): void
}

/** The SQLite file of a folder, which several processes may have open. Made if it is not there. */
export function openSqlite(folder: string): Sqlite {
  const db = openDatabase(folder)
  return {
    ingest: (envelopes) => ingest(db, envelopes),
    next: (run) => Number(db.sql('select next from run where id = ?').get(run)?.next ?? 0),
    has: (run) => runKey(db, run) !== null,
    runs: () => summaries(db),
    list: (question) => pageOf(summaries(db), question),
    summary: (run) => summary(db, run),
    facts: (run) => facts(db, run),
    series: (run) =>
      seriesRows(db, knownRunKey(db, run)).map((row) => ({
        ...(JSON.parse(row.declaration) as SeriesDeclaration),
        points: row.points,
        firstStep: row.first_step,
        lastStep: row.last_step,
      })),
    slice(query) {
      const series = knownSeriesRow(db, query.run, query.series)
      return series.frames === 1 ? sliceOfFrames(db, series, query) : sliceOfScalars(db, series, query)
    },
    *columns(run, name) {
      const series = knownSeriesRow(db, run, name)
      if (series.frames === 1) yield* frameColumns(db, series)
      else for (const points of scalarRuns(db, series)) yield { series: name, ...points, lengths: null }
    },
    markLost: (run) => setLost(db, run, true),
    markFound: (run) => setLost(db, run, false),
    remove: (run) => removeRun(db, run),
    close: () => db.close(),
  }
}
