import { TRAINER, type Fact, type Run, type RunStatus } from '#src/vocabulary/index.ts'
import { keepCards, withoutCards } from './cards.ts'
import type { Database } from './database.ts'
import { insertFact } from './facts.ts'
import { joinFamily } from './family.ts'
import { emptyHolding, saveHolding } from './holding.ts'
import { migrateNumbers } from './migrate-numbers.ts'
import { unlabeled } from './labels.ts'
import { marksFrom, remakeMarks } from './marks.ts'
import { columnsOfSpark, insertRun, updateRun } from './run-row.ts'
import { RUNS_SCHEMA } from './schema.ts'
import { updateSeries, type Rest, type SeriesRow } from './series.ts'
import { blobOfSummary } from './series-summary.ts'
import { storedSummary } from './stored-summary.ts'
import { sparkFromStored } from './spark-from-stored.ts'
import { putWriter } from './writers.ts'

interface RunOfOne {
  readonly key: number
  readonly id: string
  readonly declaration: string
  readonly started_at: number
  readonly next: number
  readonly status: RunStatus
  readonly lost: 0 | 1
  readonly step: number
  readonly points: number
  readonly last_report_at: number
  readonly ended_at: number | null
  readonly ms_per_step: number | null
  readonly weights: string | null
}

/** Makes schema 1 what schema 4 says, in the transaction of the caller. */
export function migrateFromOne(db: Database): void {
  for (const table of ['run', 'fact', 'series']) db.exec(`alter table ${table} rename to ${table}_of_1`)
  db.exec(RUNS_SCHEMA)
  const rests = migrateNumbers(db)
  for (const old of db.sql('select * from run_of_1 order by key').all() as unknown as RunOfOne[])
    migrateRun(db, old, rests)
  for (const table of ['run', 'fact', 'series']) db.exec(`drop table ${table}_of_1`)
}

function migrateRun(db: Database, old: RunOfOne, rests: ReadonlyMap<number, Rest>): void {
  const run = JSON.parse(old.declaration) as Run
  const { id, declaration, started_at, status, lost, step, points, last_report_at, ended_at, ms_per_step, weights } =
    old
  const row = insertRun(db, {
    ...{ id, declaration, cards: null, experiment: run.experiment, family: id, study: null, ...unlabeled(run) },
    ...{
      started_at,
      status,
      lost,
      removed_at: null,
      step,
      points,
      facts: 0,
      series: 0,
      marks: 0,
      transitions: 0,
      last_report_at,
      ended_at,
    },
    ...{ ms_per_step, weights, ...columnsOfSpark(null) },
  })
  putWriter(db, { run: id, writer: TRAINER, secret: null, next: old.next, main: 1 })
  const said = migrateFacts(db, old.key, row.key)
  saveHolding(db, emptyHolding(row.key))
  const series = migrateSeries(db, old.key, row.key, rests)
  const whole = { ...row, ...said, series }
  updateRun(db, { ...whole, ...columnsOfSpark(sparkFromStored(db, whole)) })
  joinFamily(db, whole)
}

function migrateFacts(db: Database, from: number, to: number) {
  let cards: string | null = null
  const all: Fact[] = []
  const old = db.sql('select seq, at, report from fact_of_1 where run = ? order by seq').all(from)
  for (const [number, row] of old.entries()) {
    let text = String(row.report)
    const fact = JSON.parse(text) as Fact
    all.push(fact)
    if (fact.type === 'started') {
      const { report, json } = withoutCards(fact)
      cards = report.cards
      if (json !== null) keepCards(db, cards, json)
      text = JSON.stringify(report)
    }
    insertFact(db, { run: to, number, writer: TRAINER, seq: Number(row.seq), at: Number(row.at), report: text })
  }
  return { facts: old.length, cards, ...remakeMarks(db, to, marksFrom(all)) }
}

/** Under the keys that they had: their numbers are kept by those. */
function migrateSeries(db: Database, from: number, to: number, rests: ReadonlyMap<number, Rest>): number {
  const old = db.sql('select * from series_of_1 where run = ? order by key').all(from) as unknown as SeriesRow[]
  for (const row of old) {
    db.sql(
      `insert into series (key, run, name, writer, declaration, frames, checksum) values (?, ?, ?, '', '', 0, 0)`,
    ).run(row.key, to, row.name)
    const rest = rests.get(row.key)!
    const summary = row.frames === 1 || row.points === 0 ? null : storedSummary(db, row.key, rest)
    updateSeries(db, { ...row, ...rest, summary: summary && blobOfSummary(summary), run: to, writer: TRAINER })
  }
  return old.length
}
