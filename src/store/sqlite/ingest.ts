import {
  columnsOf,
  factOf,
  malformed,
  runtimeError,
  undeclaredSeries,
  type Column,
  type Envelope,
  type RunId,
  type RunStatus,
} from '#src/vocabulary/index.ts'
import { statusAfter, stepOf } from '#src/run-state/index.ts'
import { framesOf } from '#src/series/frames.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import type { Database } from './database.ts'
import { appendFrames } from './frames.ts'
import { appendScalars } from './scalars.ts'
import { declareSeries, runKey, seriesRow, type SeriesRow } from './series.ts'

/** A run while a batch of its Reports is kept. */
interface Progress {
  readonly key: number
  next: number
  status: RunStatus
  step: number
  at: number
  points: number
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
    points: 0,
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
  return { key: runKey(db, run)!, next: 0, status: 'running', step: 0, at, points: 0, measured: new Map() }
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
  for (const [name, columns] of progress.measured) append(db, progress, name, columns)
  const { key, next, status, step, at, points } = progress
  db.sql(
    'update run set next = ?, status = ?, lost = 0, step = ?, last_report_at = ?, points = points + ? where key = ?',
  ).run(next, status, step, at, points, key)
}

function append(db: Database, progress: Progress, name: string, columns: readonly Column[]): void {
  const series = seriesRow(db, progress.key, name) ?? declaredNow(db, progress.key, columns[0]!)
  let [first, last, count] = [series.first_step ?? Infinity, series.last_step ?? -1, 0]
  for (const { steps, lengths } of columns) {
    if ((lengths === null) !== (series.frames === 0)) {
      throw malformed(`columns(series = ${name})`, series.frames === 0 ? 'scalars' : 'frames', lengths && 'frames')
    }
    for (const step of steps) {
      if (!Number.isSafeInteger(step) || step < 0)
        throw malformed(`columns(series = ${name}).steps`, 'whole numbers from 0', step)
      if (step < first) first = step
      if (step > last) last = step
    }
    count += steps.length
  }
  if (count === 0) return
  const tail =
    series.frames === 0
      ? appendScalars(db, series, joined(columns satisfies readonly StoredPoints[]))
      : appendFrames(
          db,
          series,
          columns.flatMap((column) => framesOf({ ...column, lengths: column.lengths! })),
        )
  db.sql(
    `update series set points = points + ?, first_step = ?, last_step = ?, chunks = ?, tail_points = ?, tail_segments = ?
     where key = ?`,
  ).run(count, first, last, tail.chunks, tail.tail_points, tail.tail_segments, series.key)
  progress.points += count
  progress.step = Math.max(progress.step, last)
}

function declaredNow(db: Database, run: number, column: Column): SeriesRow {
  declareSeries(db, run, undeclaredSeries(column.series, column.lengths !== null))
  return seriesRow(db, run, column.series)!
}
