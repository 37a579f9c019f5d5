import { describedRun, messageOf, PEOPLE, TRAINER, type Envelope, type Fact, type Run } from '#src/vocabulary/index.ts'
import { statusAfter, stepOf } from '#src/run-state/index.ts'
import type { CheckedStore, Fault } from '#src/store/store.ts'
import { cardsOf } from './cards.ts'
import { faultsOfNumbers } from './check-numbers.ts'
import type { Database } from './database.ts'
import { facts } from './facts.ts'
import { familyOf } from './family.ts'
import { endsOf } from './held.ts'
import { columnsOfLabels, labelsFrom } from './labels.ts'
import { areSameMarks, keptMarks, marksFrom, remakeMarks } from './marks.ts'
import { faultsOfNamedViews, namedViews, recountNamedViews } from './named-views.ts'
import { columnsOfSpark, runRowAt, updateRun, type RunRow } from './run-row.ts'
import { seriesRows } from './series.ts'
import { sparkFromStored } from './spark-from-stored.ts'
import { writerRow } from './writers.ts'

/** Reads every row and says which are not as they were written; makes again, if it is wanted, what follows from others. */
export function checkStore(db: Database, { repair = false }: { readonly repair?: boolean }): CheckedStore {
  const faults: Fault[] = []
  const keys = db
    .sql('select key from run not indexed order by key')
    .all()
    .map(({ key }) => Number(key))
  faults.push(...faultsOfPages(db, repair))
  for (const key of keys) faults.push(...faultsOfRun(db, key, repair))
  faults.push(...faultsOfWriters(db), ...faultsOfViews(db, repair))
  return { runs: keys.length, faults }
}

/** What SQLite itself finds: broken pages, and indices that do not say what their table says, which are made again. */
function faultsOfPages(db: Database, repair: boolean): Fault[] {
  const found = () =>
    db
      .sql('pragma integrity_check')
      .all()
      .map(({ integrity_check }) => String(integrity_check))
      .filter((line) => line !== 'ok')
  const before = found()
  if (before.length === 0) return []
  if (repair) tried(() => db.exec('reindex'))
  const after = new Set(repair ? found() : before)
  return before.map((line) => ({ what: `the file: ${line}`, repaired: !after.has(line) }))
}

function faultsOfRun(db: Database, key: number, repair: boolean): Fault[] {
  const why = tried(() => void runRowAt(db, key))
  if (why !== null) {
    const remade = repair ? tried(() => remakeRun(db, key)) : why
    if (remade !== null) return [{ what: why, repaired: false }]
    return [{ what: why, repaired: true }, ...faultsOfRun(db, key, false)]
  }
  const run = runRowAt(db, key)
  const numbers = faultsOfNumbers(db, run, repair)
  const faults = [
    tried(() => void facts(db, run)),
    tried(() => void assertPoints(db, run)),
    tried(() => void (run.cards !== null && cardsOf(db, run.cards))),
  ]
  const said = faults.filter((fault) => fault !== null).map((what) => ({ what, repaired: false }))
  return [...said, ...faultsOfMarks(db, run, repair), ...numbers]
}

/** Its marks follow from its facts. */
function faultsOfMarks(db: Database, run: RunRow, repair: boolean): Fault[] {
  const wanted = () => marksFrom(facts(db, run).map(({ report }) => report))
  const why = tried(() => {
    if (!areSameMarks(keptMarks(db, run), wanted()))
      throw new Error(`Run '${run.id}': its marks are not those of its facts`)
  })
  if (why === null) return []
  const isRepaired =
    repair &&
    tried(() =>
      db.transaction(() => {
        updateRun(db, { ...run, ...remakeMarks(db, run.key, wanted()) })
      }),
    ) === null
  return [{ what: why, repaired: isRepaired }]
}

function assertPoints(db: Database, run: RunRow): void {
  const points = seriesRows(db, run).reduce((sum, series) => sum + endsOf(db, series).points, 0)
  if (points !== run.points) throw new Error(`Run '${run.id}' has ${run.points} points and its series ${points}`)
}

function faultsOfWriters(db: Database): Fault[] {
  const rows = db.sql('select run, writer from writer').all()
  const faults = rows.map(({ run, writer }) => tried(() => void writerRow(db, String(run), String(writer))))
  return faults.filter((fault) => fault !== null).map((what) => ({ what, repaired: false }))
}

/** How many there are follows from those that are there. */
function faultsOfViews(db: Database, repair: boolean): Fault[] {
  const rows = faultsOfNamedViews(db).map((what) => ({ what, repaired: false }))
  const why = tried(() => void namedViews(db))
  if (why === null || rows.some(({ what }) => what === why)) return rows
  return [...rows, { what: why, repaired: repair && tried(() => recountNamedViews(db)) === null }]
}

/** All that a run's row says follows from its facts and series. */
function remakeRun(db: Database, key: number): void {
  db.transaction(() => {
    const counted = (table: string) => Number(db.sql(`select count(*) as n from ${table} where run = ?`).get(key)!.n)
    const bare = { key, id: '', facts: counted('fact'), series: counted('series') } as RunRow
    const all = facts(db, bare)
    const first = all[0]?.report
    if (first?.type !== 'started') throw new Error(`run ${key} has no first fact`)
    const run = all.reduce<Run>(
      (told, { report }) => (report.type === 'described' ? describedRun(told, report) : told),
      first.run,
    )
    const series = seriesRows(db, bare)
    // Its main writer alone moves a run.
    const told = all.filter(({ writer }) => writer === all[0]!.writer)
    const own = series.filter(({ writer }) => writer === (all[0]!.writer ?? TRAINER))
    const stored = db.sql('select lost, removed_at from run where key = ?').get(key)!
    const marks = remakeMarks(db, key, marksFrom(all.map(({ report }) => report)))
    const row: RunRow = {
      ...bare,
      ...{ id: run.id, declaration: JSON.stringify(run), experiment: run.experiment, study: run.group ?? null },
      ...columnsOfLabels(run, labelsFrom(all.map(({ report }) => report))),
      family: run.parent == null ? run.id : familyOf(db, run.parent.run),
      cards: first.cards ?? null,
      started_at: Number.isFinite(Number(run.startedAt)) ? Number(run.startedAt) : all[0]!.at,
      ...ended(told),
      lost: stored.lost === 1 ? 1 : 0,
      removed_at: stored.removed_at === null ? null : Number(stored.removed_at),
      step: Math.max(0, ...told.map(({ report }) => stepOf(report)), ...own.map((one) => endsOf(db, one).last ?? 0)),
      points: series.reduce((sum, one) => sum + endsOf(db, one).points, 0),
      ...marks,
      last_report_at: Math.max(0, ...heard(all).map(({ at }) => at)),
      ...columnsOfSpark(null),
    }
    updateRun(db, { ...row, ...columnsOfSpark(sparkFromStored(db, row)) })
  })
}

/** What people say of a run is no sign of its trainer. */
function heard(all: readonly Envelope<Fact>[]): readonly Envelope<Fact>[] {
  return all.filter(({ writer }) => writer !== PEOPLE)
}

function ended(all: readonly Envelope<Fact>[]): Pick<RunRow, 'status' | 'ended_at' | 'ms_per_step' | 'weights'> {
  const start = { status: 'running', ended_at: null, ms_per_step: null, weights: null } as const
  return all.reduce<ReturnType<typeof ended>>((run, { at, report }) => {
    const status = statusAfter(run.status, report)
    if (report.type === 'resumed') return { ...run, status, ended_at: null }
    if (report.type !== 'ended') return { ...run, status }
    const ms_per_step = report.msPerStep > 0 ? report.msPerStep : run.ms_per_step
    return { status, ended_at: at, ms_per_step, weights: report.weights }
  }, start)
}

/** Why it does not work, or null. */
function tried(work: () => void): string | null {
  try {
    work()
    return null
  } catch (error) {
    return messageOf(error)
  }
}
