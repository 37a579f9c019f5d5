import {
  columnsOf,
  factOf,
  malformed,
  runtimeError,
  type Column,
  type Envelope,
  type RunId,
  type RunStatus,
} from '#src/vocabulary/index.ts'
import { statusAfter, stepOf } from '#src/run-state/index.ts'
import type { Database } from './database.ts'
import { keepNumbers, settleNumbers } from './numbers.ts'
import { declareSeries, runKey } from './series.ts'

/** A run while a batch of its Reports is kept. */
interface Progress {
  readonly key: number
  next: number
  status: RunStatus
  step: number
  at: number
  /** Whether it has ended in this batch: its numbers are settled then. */
  isOver: boolean
  /** What was measured, by series: a batch of many Reports becomes one append a series. */
  readonly measured: Map<string, Column[]>
}

/** Keeps Reports in one transaction. What was seen before is dropped; a gap refuses the whole batch. */
export function ingest(db: Database, envelopes: readonly Envelope[]): void {
  if (envelopes.length === 0) return
  db.transaction(() => {
    const runs = new Map<RunId, Progress>()
    for (const envelope of envelopes) {
      const { run, seq } = envelope
      const progress = runs.get(run) ?? progressOf(db, run)
      const next = progress?.next ?? 0
      if (seq < next) continue
      if (seq > next) throw gap(run, next, seq)
      const current = progress ?? start(db, envelope)
      runs.set(run, current)
      keep(db, current, envelope)
    }
    for (const progress of runs.values()) finish(db, progress)
  })
}

function gap(run: RunId, expected: number, received: number): Error {
  return runtimeError(
    `Run '${run}': expected report ${expected}, got ${received}; send again from ${expected}, nothing of this batch was stored`,
  )
}

function progressOf(db: Database, run: RunId): Progress | null {
  const row = db.sql('select key, next, status, step, last_report_at from run where id = ?').get(run)
  if (row === undefined) return null
  return {
    key: Number(row.key),
    next: Number(row.next),
    status: row.status as RunStatus,
    step: Number(row.step),
    at: Number(row.last_report_at),
    isOver: false,
    measured: new Map(),
  }
}

function start(db: Database, { run, at, report }: Envelope): Progress {
  if (report.type !== 'started') throw malformed(`run '${run}'.reports[0].type`, "'started'", report.type)
  if (report.run.id !== run) throw malformed(`report(type = started).run.id`, `'${run}'`, report.run.id)
  const startedAt = Number(report.run.startedAt)
  db.sql(
    `insert into run (id, declaration, started_at, next, status, last_report_at) values (?, ?, ?, 0, 'running', ?)`,
  ).run(run, JSON.stringify(report.run), Number.isFinite(startedAt) ? startedAt : at, at)
  return { key: runKey(db, run)!, next: 0, status: 'running', step: 0, at, isOver: false, measured: new Map() }
}

function keep(db: Database, progress: Progress, envelope: Envelope): void {
  const { seq, at, report } = envelope
  progress.next = seq + 1
  progress.at = at
  progress.status = statusAfter(progress.status, report)
  progress.step = Math.max(progress.step, stepOf(report))
  for (const column of columnsOf(report)) {
    const columns = progress.measured.get(column.series) ?? []
    progress.measured.set(column.series, columns)
    columns.push(column)
  }
  const fact = factOf(envelope)
  if (fact === null) return
  const text = JSON.stringify(fact.report)
  db.sql('insert into fact (run, seq, at, report) values (?, ?, ?, ?)').run(progress.key, seq, at, text)
  if (report.type === 'declared') declareSeries(db, progress.key, report.series)
  if (report.type === 'resumed') db.sql('update run set ended_at = null where key = ?').run(progress.key)
  if (report.type === 'ended') {
    progress.isOver = true
    db.sql('update run set ended_at = ?, ms_per_step = coalesce(?, ms_per_step), weights = ? where key = ?').run(
      at,
      // A run that was resumed for its past alone has trained no step.
      report.msPerStep > 0 ? report.msPerStep : null,
      report.weights,
      progress.key,
    )
  }
}

function finish(db: Database, progress: Progress): void {
  const { points, lastStep } = keepNumbers(db, progress.key, progress.measured)
  if (progress.isOver) settleNumbers(db, progress.key)
  const { key, next, status, at } = progress
  const step = Math.max(progress.step, lastStep)
  db.sql(
    'update run set next = ?, status = ?, lost = 0, step = ?, last_report_at = ?, points = points + ? where key = ?',
  ).run(next, status, step, at, points, key)
}
