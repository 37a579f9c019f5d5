import {
  messageOf,
  TRAINER,
  type Aggregate,
  type AggregateQuestion,
  type Column,
  type EffectQuestion,
  type Effects,
  type Envelope,
  type Fact,
  type Factors,
  type FactorsQuestion,
  type LeadQuestion,
  type Leads,
  type NamedView,
  type NamedViewChange,
  type Query,
  type QueryResult,
  type RunId,
  type RunsColumns,
  type RunsGroup,
  type RunsPage,
  type RunsQuestion,
  type RunSummary,
  type SeriesDeclaration,
  type WriterId,
} from '#src/vocabulary/index.ts'
import type { Admission, Arrival, Cards, CheckedStore, Kept, StoredSeries, TakenRun } from '#src/store/store.ts'
import { takeArchive } from '#src/store/archive/take-archive.ts'
import { writeArchive } from '#src/store/archive/write-archive.ts'
import { aggregateOf } from './aggregate/aggregate.ts'
import { effectsIn } from './aggregate/effects.ts'
import { factorsIn } from './aggregate/factors.ts'
import { leadsIn } from './aggregate/leads.ts'
import { keepArrivals, keepEnvelopes } from './arrivals.ts'
import { cardsOf } from './cards.ts'
import { checkStore } from './check.ts'
import { backUp } from './copy.ts'
import { columnsOf } from './columns-of.ts'
import { groupsOf } from './groups-of.ts'
import { openDatabase } from './database.ts'
import { facts } from './facts.ts'
import { frameColumns, frameRoom, sliceOfFrames, type FrameRoom } from './frame-slice.ts'
import { endsOf } from './held.ts'
import { lineOf, listOf } from './list.ts'
import { withShortLines } from '#src/store/short-line.ts'
import { changeNamedViews, namedViews } from './named-views.ts'
import { purgeRun, removeRun, restoreRun } from './removal.ts'
import { knownRun } from './run-row.ts'
import { hasRun, setLost } from './runs.ts'
import { scalarRuns } from './scalars.ts'
import { knownSeriesRow, seriesRows } from './series.ts'
import { sliceOfScalars } from './slice.ts'
import { admit, forgetWritersOfNoRun, mainWriterRow, writerRow } from './writers.ts'

/** What one SQLite file keeps, each answer at once: what a Store is made of. */
export interface Sqlite {
  readonly file: string
  keep(arrivals: readonly Arrival[]): Kept[]
  /** Keeps Reports of the trainers that have not travelled: all or, with an error, none of them. */
  ingest(envelopes: readonly Envelope[]): void
  admit(writer: { run: RunId; writer: WriterId; secretHash: string }): Admission
  mainWriter(run: RunId): { readonly writer: WriterId; readonly secretHash: string | null } | null
  next(run: RunId, writer?: WriterId): number
  has(run: RunId): boolean
  list(question: RunsQuestion): RunsPage
  /** Every run, the newest first. */
  runs(): readonly RunSummary[]
  columnsOf(question: RunsQuestion): RunsColumns
  groupsOf(question: RunsQuestion, by: string): readonly RunsGroup[]
  summary(run: RunId): RunSummary
  facts(run: RunId): Envelope<Fact>[]
  cards(hash: string): Cards
  series(run: RunId): StoredSeries[]
  slice(query: Query): QueryResult
  /** Several that are one question, whose frames have one bound together. */
  slices(queries: readonly Query[]): QueryResult[]
  columns(run: RunId, series: string): Iterable<Column>
  aggregate(question: AggregateQuestion): Aggregate
  effects(question: EffectQuestion): Effects
  factors(question: FactorsQuestion): Factors
  leads(question: LeadQuestion): Leads
  views(): readonly NamedView[]
  changeViews(change: NamedViewChange, at: number): void
  markLost(run: RunId): void
  markFound(run: RunId): void
  remove(run: RunId): void
  restore(run: RunId): void
  purge(run: RunId): void
  forgetStrangers(): void
  /** Why nothing can be kept any more; null where it can. */
  whyGone(): string | null
  check(options?: { readonly repair?: boolean }): CheckedStore
  backup(file: string): void
  archive(file: string, runs: readonly RunId[]): void
  takeArchive(file: string, as?: RunId): readonly TakenRun[]
  close(): void
}

/** The SQLite file of a folder, which several processes may have open. Made if it is not there. */
export function openSqlite(folder: string): Sqlite {
  const db = openDatabase(folder)
  // Rows that count each other are read from one state of the store.
  const { snapshot } = db
  const slice = (query: Query, room: FrameRoom) =>
    snapshot(() => {
      const series = knownSeriesRow(db, query.run, query.series)
      return series.frames === 1 ? sliceOfFrames(db, series, query, room) : sliceOfScalars(db, series, query)
    })
  return {
    file: db.file,
    keep: (arrivals) => keepArrivals(db, arrivals),
    ingest: (envelopes) => keepEnvelopes(db, envelopes),
    admit(writer) {
      try {
        return { ok: true, ...admit(db, writer) }
      } catch (error) {
        return { ok: false, why: messageOf(error) }
      }
    },
    mainWriter(run) {
      const row = mainWriterRow(db, run)
      return row === null ? null : { writer: row.writer, secretHash: row.secret }
    },
    next: (run, writer = TRAINER) => writerRow(db, run, writer)?.next ?? 0,
    has: (run) => hasRun(db, run),
    list: (question) => snapshot(() => withShortLines(listOf(db, question))),
    runs: () => snapshot(() => listOf(db, { archived: 'also', size: Infinity }).runs),
    columnsOf: (question) => snapshot(() => columnsOf(db, question)),
    groupsOf: (question, by) => snapshot(() => groupsOf(db, question, by)),
    summary: (run) => snapshot(() => lineOf(db, knownRun(db, run))),
    facts: (run) => snapshot(() => facts(db, knownRun(db, run))),
    cards: (hash) => cardsOf(db, hash),
    series: (run) =>
      snapshot(() =>
        seriesRows(db, knownRun(db, run)).map((row) => {
          const { points, first, last, damaged } = endsOf(db, row)
          const declaration = JSON.parse(row.declaration) as SeriesDeclaration
          const ends = { points, firstStep: first, lastStep: last }
          return damaged.length === 0 ? { ...declaration, ...ends } : { ...declaration, ...ends, damaged }
        }),
      ),
    slice: (query) => slice(query, frameRoom()),
    slices(queries) {
      const room = frameRoom()
      return queries.map((query) => slice(query, room))
    },
    aggregate: (question) => aggregateOf(db, question),
    effects: (question) => effectsIn(db, question),
    factors: (question) => factorsIn(db, question),
    leads: (question) => leadsIn(db, question),
    views: () => snapshot(() => namedViews(db)),
    changeViews: (change, at) => changeNamedViews(db, change, at),
    *columns(run, name) {
      const series = knownSeriesRow(db, run, name)
      if (series.frames === 1) yield* frameColumns(db, series)
      else for (const points of scalarRuns(db, series)) yield { series: name, ...points, lengths: null }
    },
    markLost: (run) => setLost(db, run, true),
    markFound: (run) => setLost(db, run, false),
    remove: (run) => removeRun(db, run, Date.now()),
    restore: (run) => restoreRun(db, run),
    purge: (run) => purgeRun(db, run),
    forgetStrangers: () => forgetWritersOfNoRun(db),
    whyGone: () => db.whyGone(),
    check: (options = {}) => checkStore(db, options),
    backup: (file) => backUp(db.file, file),
    archive: (file, runs) => writeArchive(db, file, runs),
    takeArchive: (file, as) => takeArchive(db, file, as),
    close: () => db.close(),
  }
}
