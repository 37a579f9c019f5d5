import {
  describedRun,
  PEOPLE,
  undeclaredSeries,
  type Description,
  type Report,
  type Run,
} from '#src/vocabulary/index.ts'
import { statusAfter, stepOf } from '#src/run-state/index.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import { emptySpark, sparkWith, tellsMore, type Spark } from '#src/store/spark.ts'
import { keepCards } from './cards.ts'
import type { Database } from './database.ts'
import { emptySeries, type Draft, type SeriesDraft } from './draft.ts'
import { insertFact } from './facts.ts'
import { joinFamily } from './family.ts'
import { emptyHolding, saveHolding } from './holding.ts'
import { remember, type KnownSeries } from './known-series.ts'
import { labeledRow, unlabeled } from './labels.ts'
import { keepMarks } from './marks.ts'
import { keepFrames, keepScalars, settleNumbers } from './numbers.ts'
import type { Plan } from './plan.ts'
import { columnsOfSpark, insertRun, sparkOf, updateRun, type RunRow } from './run-row.ts'
import { insertSeries, newSeries, seriesAt, updateSeries } from './series.ts'
import { putWriter } from './writers.ts'

/** Adds to a draft what an arrival brings. */
export function accept(draft: Draft, plan: Plan): void {
  const { writer, isMain, envelopes, facts, cards } = plan
  if (envelopes.length === 0) return
  const last = envelopes[envelopes.length - 1]!
  const first = envelopes[0]!
  if (first.report.type === 'started') draft.run ??= newRun(first.report.run, first.at)
  if (cards !== null && cards.json !== null) draft.cards = { hash: cards.hash, json: cards.json }
  const run = draft.run!
  for (const { seq, at, report } of facts) {
    const number = run.facts + draft.facts.length
    draft.facts.push({ number, writer: writer.writer, seq, at, report: JSON.stringify(report) })
    if (report.type === 'marked') draft.marks.push(report.mark)
  }
  draft.writers.set(writer.writer, { ...writer, next: last.seq + 1, main: isMain ? 1 : 0 })
  draft.run = isMain ? envelopes.reduce(moved, { ...run, lost: 0, cards: cards?.hash ?? run.cards }) : run
  for (const { report } of facts) {
    if (report.type === 'labeled') draft.run = labeledRow(draft.run, report)
    if (report.type === 'described') draft.run = describedRow(draft.run, report)
  }
  // What people say of a run is no sign of its trainer.
  if (writer.writer !== PEOPLE) draft.run = { ...draft.run, last_report_at: last.at }
  if (isMain && facts.some(({ report }) => report.type === 'ended')) draft.isOver = true
  for (const [name, one] of plan.series) {
    const known = draft.series.get(name) ?? emptySeries(null, writer.writer, one.frames)
    draft.series.set(name, known)
    known.declaration = one.declaration ?? known.declaration
    for (const column of one.columns) known.columns.push(column)
    known.points += one.points
    if (isMain && one.last > draft.run.step) draft.run = { ...draft.run, step: one.last }
  }
}

function newRun(run: Run, at: number): NonNullable<Draft['run']> {
  const startedAt = Number(run.startedAt)
  return {
    ...{ key: null, id: run.id, declaration: JSON.stringify(run), cards: null },
    ...{ experiment: run.experiment, family: run.id, study: run.group ?? null, ...unlabeled(run) },
    ...{ started_at: Number.isFinite(startedAt) ? startedAt : at, status: 'running', lost: 0, removed_at: null },
    ...{
      step: 0,
      points: 0,
      facts: 0,
      series: 0,
      marks: 0,
      transitions: 0,
      last_report_at: at,
      ended_at: null,
      ms_per_step: null,
      weights: null,
    },
    ...columnsOfSpark(null),
  }
}

/** A row after its run has said more of itself. */
function describedRow<Row extends Pick<RunRow, 'declaration' | 'name' | 'tags' | 'note' | 'archived' | 'words'>>(
  row: Row,
  description: Description,
): Row {
  const declaration = JSON.stringify(describedRun(JSON.parse(row.declaration) as Run, description))
  return labeledRow({ ...row, declaration }, {})
}

/** How a run stands after a Report of its main writer. */
function moved(
  run: NonNullable<Draft['run']>,
  { at, report }: { at: number; report: Report },
): NonNullable<Draft['run']> {
  const status = statusAfter(run.status, report)
  const reached = { ...run, status, step: Math.max(run.step, stepOf(report)) }
  if (report.type === 'resumed') return { ...reached, ended_at: null }
  if (report.type !== 'ended') return reached
  // A run that was resumed for its past alone has trained no step.
  const ms_per_step = report.msPerStep > 0 ? report.msPerStep : run.ms_per_step
  return { ...reached, ended_at: at, ms_per_step, weights: report.weights }
}

/** Writes what a draft has gathered. */
export function write(db: Database, draft: Draft): void {
  if (draft.run === null) return
  if (draft.cards !== null) keepCards(db, draft.cards.hash, draft.cards.json)
  const isNew = draft.run.key === null
  const run: RunRow = isNew ? insertRun(db, draft.run) : { ...draft.run, key: draft.run.key! }
  if (isNew) saveHolding(db, emptyHolding(run.key))
  for (const fact of draft.facts) insertFact(db, { ...fact, run: run.key })
  let { points, series } = run
  let spark = sparkOf(run)
  const scalars = new Map<number, StoredPoints>()
  for (const [name, one] of draft.series) {
    if (one.columns.length === 0 && one.declaration === null && one.row !== null) continue
    if (one.row === null) series++
    if (one.frames === 0 && one.points > 0) spark = sparkAfter(spark, name, one)
    const known = declared(db, run.key, name, one)
    if (one.points === 0) continue
    points += one.points
    known.hasPoints = true
    if (one.frames === 1) keepFrames(db, known.key, one.columns)
    else scalars.set(known.key, joined(one.columns satisfies readonly StoredPoints[]))
  }
  keepScalars(db, run.key, scalars)
  if (draft.isOver) settleNumbers(db, run.key)
  const marks = keepMarks(db, run, draft.marks)
  updateRun(db, { ...run, ...marks, points, series, facts: run.facts + draft.facts.length, ...columnsOfSpark(spark) })
  for (const writer of draft.writers.values()) putWriter(db, writer)
  if (isNew) joinFamily(db, run)
}

function sparkAfter(spark: Spark | null, name: string, { row, columns }: SeriesDraft): Spark | null {
  const isFresh = row === null || !row.hasPoints
  const shown = isFresh && tellsMore(name, spark?.series ?? null) ? emptySpark(name) : spark
  return shown?.series === name ? columns.reduce(sparkWith, shown) : shown
}

/** The key of a series whose row is as it is to be. */
function declared(db: Database, run: number, name: string, one: SeriesDraft): KnownSeries {
  const { row, declaration, writer } = one
  if (row === null) {
    const said = declaration ?? undeclaredSeries(name, one.frames === 1)
    const { key, frames } = insertSeries(db, newSeries(run, writer, said))
    return remember(db, run, name, { key, writer, frames, hasPoints: false })
  }
  // A probe that is attached again declares its series again: the newest declaration stands.
  if (declaration !== null) updateSeries(db, { ...seriesAt(db, row.key), declaration: JSON.stringify(declaration) })
  return row
}
