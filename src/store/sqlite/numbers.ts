import { malformed, type Column } from '#src/vocabulary/index.ts'
import { framesOf } from '#src/series/frames.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import type { Database } from './database.ts'
import { appendFrames } from './frames.ts'
import { holdingOf, type Holding } from './holding.ts'
import { addPage, dropPages, waitingOf } from './pages.ts'
import { deleteLevels } from './pyramid.ts'
import { appendScalars, merged } from './scalars.ts'
import {
  declareSeries,
  saveSeries,
  seriesAt,
  seriesRow,
  seriesRows,
  undeclared,
  type Rest,
  type SeriesRow,
} from './series.ts'

/**
 * Pages of a run before their points go to their series. The live case is many series with one point each: a row for all
 * of them costs what a row for one does. So many are also what a question about a series has to look through.
 */
const PAGES = 64
/** So many points are not kept waiting, nor so many of one series. */
const WAITING = 16_384
const LARGE = 1024

/** What was measured of a run, by series. */
export type Measured = ReadonlyMap<string, readonly Column[]>

/** Keeps what was measured of a run, within a transaction. */
export function keepNumbers(db: Database, run: number, measured: Measured): { points: number; lastStep: number } {
  const scalars = new Map<number, StoredPoints>()
  let [points, largest, lastStep] = [0, 0, 0]
  for (const [name, columns] of measured) {
    const { key, frames } = knownSeries(db, run, name, columns[0]!)
    lastStep = Math.max(lastStep, checkedColumns(name, frames, columns))
    if (frames === 1) {
      points += keepFrames(db, key, columns)
      continue
    }
    const batch = joined(columns satisfies readonly StoredPoints[])
    if (batch.steps.length === 0) continue
    scalars.set(key, batch)
    points += batch.steps.length
    largest = Math.max(largest, batch.steps.length)
  }
  if (scalars.size === 0) return { points, lastStep }
  const holding = holdingOf(db, run)
  const isFew = largest < LARGE && holding.points + points < WAITING && holding.next_page - holding.first_page < PAGES
  if (isFew) addPage(db, holding, scalars)
  else fold(db, holding, scalars)
  return { points, lastStep }
}

/** Of a run that has ended, or whose trainer is gone: what waits goes to its series, and each tail becomes one row. */
export function settleNumbers(db: Database, run: number): void {
  fold(db, holdingOf(db, run), new Map())
  for (const series of seriesRows(db, run)) {
    if (series.frames === 0 && series.tail_segments > 1) rest(db, series, merged(db, series, Infinity))
  }
}

/** Forgets every number of a run. */
export function removeNumbers(db: Database, run: number): void {
  dropPages(db, holdingOf(db, run))
  for (const { key: series } of db.sql('select key from series where run = ?').all(run) as { key: number }[]) {
    for (const { key } of db.sql('select key from node where series = ?').all(series)) deleteLevels(db, Number(key))
    db.sql('delete from chunk where node in (select key from node where series = ?)').run(series)
    for (const table of ['node', 'segment', 'frames']) db.sql(`delete from ${table} where series = ?`).run(series)
  }
  for (const table of ['series', 'holding']) db.sql(`delete from ${table} where run = ?`).run(run)
  db.memory.clear()
}

/** Moves what waits, and then what has come, to the series. */
function fold(db: Database, holding: Holding, batch: ReadonlyMap<number, StoredPoints>): void {
  const { bySeries, damaged } = waitingOf(db, holding.run)
  if (damaged.length > 0) {
    // What cannot be read must not be taken for nothing: the pages stay, to be looked into, and what comes is kept.
    if (batch.size > 0) addPage(db, holding, batch)
    return
  }
  dropPages(db, holding)
  for (const key of new Set([...bySeries.keys(), ...batch.keys()])) {
    const parts = [...(bySeries.get(key) ?? []), ...(batch.has(key) ? [batch.get(key)!] : [])]
    const points = joined(parts)
    const series = seriesAt(db, key)
    grow(db, series, points.steps, appendScalars(db, series, points))
  }
}

function keepFrames(db: Database, key: number, columns: readonly Column[]): number {
  const frames = columns.flatMap((column) => framesOf({ ...column, lengths: column.lengths! }))
  if (frames.length === 0) return 0
  const series = seriesAt(db, key)
  grow(
    db,
    series,
    Float64Array.from(frames, ({ step }) => step),
    appendFrames(db, series, frames),
  )
  return frames.length
}

function grow(db: Database, series: SeriesRow, steps: Float64Array, rests: Rest): void {
  let [first, last] = [series.first_step ?? Infinity, series.last_step ?? -1]
  for (const step of steps) {
    if (step < first) first = step
    if (step > last) last = step
  }
  const points = series.points + steps.length
  rest(db, { ...series, points, first_step: first, last_step: last }, rests)
}

function rest(db: Database, series: SeriesRow, rests: Rest): void {
  saveSeries(db, { ...series, ...rests })
}

type Known = Pick<SeriesRow, 'key' | 'frames'>

/** A series' key and kind never change, and are asked for with every point: they are remembered. */
function knownSeries(db: Database, run: number, name: string, column: Column): Known {
  const memory = (db.memory.get('series') as Map<string, Known> | undefined) ?? new Map<string, Known>()
  db.memory.set('series', memory)
  const known = memory.get(`${run}/${name}`)
  if (known !== undefined) return known
  const row = seriesRow(db, run, name) ?? declareSeries(db, run, undeclared(column))
  memory.set(`${run}/${name}`, row)
  return row
}

/** Checks that steps are steps and columns of the series' kind, and says the last step. */
function checkedColumns(name: string, frames: 0 | 1, columns: readonly Column[]): number {
  let last = 0
  for (const { steps, lengths } of columns) {
    if ((lengths === null) !== (frames === 0)) {
      throw malformed(`columns(series = ${name})`, frames === 0 ? 'scalars' : 'frames', lengths && 'frames')
    }
    for (const step of steps) {
      if (!Number.isSafeInteger(step) || step < 0)
        throw malformed(`columns(series = ${name}).steps`, 'whole numbers from 0', step)
      if (step > last) last = step
    }
  }
  return last
}
