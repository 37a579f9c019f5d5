import { framesOf } from '#src/series/frames.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import type { PointsBySeries } from '#src/store/blob.ts'
import type { Column } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { appendFrames } from './frames.ts'
import { holdingOf, type Holding } from './holding.ts'
import { addPage, dropPages, waitingOf } from './pages.ts'
import { deleteLevels } from './pyramid.ts'
import { appendScalars, merged } from './scalars.ts'
import { grownSummary } from './series-summary.ts'
import { seriesAt, updateSeries, type Rest, type SeriesRow } from './series.ts'

/**
 * Pages of a run before their points go to their series. The live case is many series with one point each: a row for all
 * of them costs what a row for one does. So many are also what a question about a series has to look through.
 */
const PAGES = 64
/** So many points are not kept waiting, nor so many of one series. */
const WAITING = 16_384
const LARGE = 1024

/** Keeps scalars of a run, by the keys of their series, within a transaction. */
export function keepScalars(db: Database, run: number, batch: PointsBySeries): void {
  if (batch.size === 0) return
  let [points, largest] = [0, 0]
  for (const { steps } of batch.values()) {
    points += steps.length
    largest = Math.max(largest, steps.length)
  }
  const holding = holdingOf(db, run)
  const isFew = largest < LARGE && holding.points + points < WAITING && holding.next_page - holding.first_page < PAGES
  if (isFew) addPage(db, holding, batch)
  else fold(db, holding, batch)
}

/** Keeps frames of one series, which are whole rows of their own. */
export function keepFrames(db: Database, key: number, columns: readonly Column[]): void {
  const frames = columns.flatMap((column) => framesOf({ ...column, lengths: column.lengths! }))
  const series = seriesAt(db, key)
  grow(
    db,
    series,
    Float64Array.from(frames, ({ step }) => step),
    appendFrames(db, series, frames),
  )
}

/** Of a run that has ended, or whose trainer is gone: what waits goes to its series, and each tail becomes one row. */
export function settleNumbers(db: Database, run: number): void {
  fold(db, holdingOf(db, run), new Map())
  for (const { key } of db.sql('select key from series where run = ? and tail_segments > 1 and frames = 0').all(run)) {
    const series = seriesAt(db, Number(key))
    updateSeries(db, { ...series, ...merged(db, series, Infinity) })
  }
}

/** Forgets every number of a run. */
export function removeNumbers(db: Database, run: number): void {
  for (const { key } of db.sql('select key from series where run = ?').all(run)) {
    const series = Number(key)
    for (const node of db.sql('select key from node where series = ?').all(series)) {
      deleteLevels(db, Number(node.key))
      db.sql('delete from chunk where node = ?').run(node.key!)
    }
    for (const table of ['node', 'segment', 'frames']) db.sql(`delete from ${table} where series = ?`).run(series)
  }
  dropPages(db, holdingOf(db, run))
  db.sql('delete from holding where run = ?').run(run)
  db.memory.clear()
}

/** Moves what waits, and then what has come, to the series. */
function fold(db: Database, holding: Holding, batch: PointsBySeries): void {
  const { bySeries, damaged } = waitingOf(db, holding.run)
  if (damaged.length > 0) {
    // What cannot be read must not be taken for nothing: the pages stay, to be looked into, and what comes is kept.
    if (batch.size > 0) addPage(db, holding, batch)
    return
  }
  dropPages(db, holding)
  for (const key of new Set([...bySeries.keys(), ...batch.keys()])) {
    const come = batch.get(key)
    const points = joined([...(bySeries.get(key) ?? []), ...(come === undefined ? [] : [come])])
    const series = seriesAt(db, key)
    const rests = appendScalars(db, series, points satisfies StoredPoints)
    grow(db, { ...series, summary: grownSummary(series, points) }, points.steps, rests)
  }
}

function grow(db: Database, series: SeriesRow, steps: Float64Array, rests: Rest): void {
  let [first, last] = [series.first_step ?? Infinity, series.last_step ?? -1]
  for (const step of steps) {
    if (step < first) first = step
    if (step > last) last = step
  }
  const { chunks, tail_points, tail_segments } = rests
  const points = series.points + steps.length
  updateSeries(db, { ...series, points, first_step: first, last_step: last, chunks, tail_points, tail_segments })
}
