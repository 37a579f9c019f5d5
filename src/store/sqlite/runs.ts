import type { Envelope, Fact, Run, RunId, RunStatus, RunSummary } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { endsOf } from './held.ts'
import { removeNumbers } from './numbers.ts'
import { knownRunKey, seriesRows } from './series.ts'
import { sliceOfScalars } from './slice.ts'

interface RunRow {
  readonly key: number
  readonly id: RunId
  readonly declaration: string
  readonly status: RunStatus
  readonly lost: 0 | 1
  readonly step: number
  readonly points: number
  readonly last_report_at: number
  readonly ended_at: number | null
  readonly ms_per_step: number | null
  readonly weights: string | null
}

/** Points of the small curve in the run list. */
const SPARK_POINTS = 64
const SPARK_SERIES = 'test-accuracy'

export function summaries(db: Database): RunSummary[] {
  const rows = db.sql('select * from run order by started_at desc, key desc').all() as unknown as RunRow[]
  return rows.map((row) => summaryOf(db, row))
}

export function summary(db: Database, run: RunId): RunSummary {
  const row = db.sql('select * from run where key = ?').get(knownRunKey(db, run))
  return summaryOf(db, row as unknown as RunRow)
}

export function facts(db: Database, run: RunId): Envelope<Fact>[] {
  const rows = db.sql('select seq, at, report from fact where run = ? order by seq').all(knownRunKey(db, run))
  return rows.map((row) => ({
    run,
    seq: Number(row.seq),
    at: Number(row.at),
    report: JSON.parse(String(row.report)) as Fact,
  }))
}

export function setLost(db: Database, run: RunId, lost: boolean): void {
  db.transaction(() => db.sql('update run set lost = ? where key = ?').run(lost ? 1 : 0, knownRunKey(db, run)))
}

export function removeRun(db: Database, run: RunId): void {
  db.transaction(() => {
    const key = knownRunKey(db, run)
    removeNumbers(db, key)
    db.sql('delete from fact where run = ?').run(key)
    db.sql('delete from run where key = ?').run(key)
  })
}

function summaryOf(db: Database, row: RunRow): RunSummary {
  const isOver = row.ended_at !== null
  return {
    run: JSON.parse(row.declaration) as Run,
    status: row.lost === 1 && !isOver ? 'lost' : row.status,
    step: row.step,
    points: row.points,
    lastReportAt: row.last_report_at,
    endedAt: row.ended_at,
    msPerStep: row.ms_per_step,
    weights: row.weights,
    spark: sparkOf(db, row),
  }
}

function sparkOf(db: Database, { key, id }: RunRow): RunSummary['spark'] {
  const scalars = seriesRows(db, key).filter((series) => series.frames === 0 && endsOf(db, series).points > 0)
  const series = scalars.find(({ name }) => name === SPARK_SERIES) ?? scalars[0]
  if (series === undefined) return null
  const query = {
    run: id,
    series: series.name,
    from: null,
    to: null,
    points: SPARK_POINTS,
    spacing: 'linear',
  } as const
  const { steps, last } = sliceOfScalars(db, series, query)
  return { series: series.name, steps: Array.from(steps), values: Array.from(last) }
}
