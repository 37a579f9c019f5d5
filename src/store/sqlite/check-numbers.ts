import { messageOf, type StepRange } from '#src/vocabulary/index.ts'
import { isSameSummary } from '#src/series/summary.ts'
import type { Fault } from '#src/store/store.ts'
import type { Database } from './database.ts'
import { framesAt, placesOfFrames, rowsOfFrames } from './frames.ts'
import { waitingOf } from './pages.ts'
import { FAN, nodesBetween } from './nodes.ts'
import { cellsBetween, chunkPoints, isNode } from './pyramid.ts'
import { remadePyramid, remadeRows, remadeSeries, remadeSummary } from './repair-numbers.ts'
import type { RunRow } from './run-row.ts'
import { tailOf } from './segments.ts'
import { restingSummary } from './series-summary.ts'
import { storedSummary } from './stored-summary.ts'
import { seriesRow, type SeriesRow } from './series.ts'

/**
 * Reads every number of a run and says what is not as it was written. What follows from other rows is made again if it is
 * wanted: what a row says of its blob, what a series says of its rows, nodes and levels of the pyramid.
 */
export function faultsOfNumbers(db: Database, run: RunRow, repair: boolean): Fault[] {
  // What is remembered has been read before: here everything is read again.
  db.memory.clear()
  const before = faultsIn(db, run)
  if (!repair || before.length === 0) return before.map((what) => ({ what, repaired: false }))
  db.transaction(() => {
    remadeRows(db, run.key)
    for (const key of keysOfSeries(db, run)) {
      remadePyramid(db, key)
      remadeSeries(db, key)
      remadeSummary(db, key)
    }
  })
  db.memory.clear()
  const after = new Set(faultsIn(db, run))
  return before.map((what) => ({ what, repaired: !after.has(what) }))
}

function faultsIn(db: Database, run: RunRow): string[] {
  return db.snapshot(() => [
    ...tried(`run '${run.id}'`, () => ranges('points that wait', waitingOf(db, run.key).damaged)),
    ...namesOfSeries(db, run).flatMap((name) => {
      const what = `series '${name}' of run '${run.id}'`
      return tried(what, () => {
        const series = seriesRow(db, run.key, name)
        if (series === null) return ['it is not found by its name']
        return series.frames === 1 ? faultsOfFrames(db, series) : faultsOfScalars(db, series)
      })
    }),
  ])
}

function faultsOfFrames(db: Database, series: SeriesRow): string[] {
  const { places, damaged } = placesOfFrames(db, series, 0, Number.MAX_SAFE_INTEGER)
  const read = framesAt(db, series, places)
  const { rows } = rowsOfFrames(db, series)
  const counted = rows.reduce((sum, { frames }) => sum + frames, 0)
  return [
    ...ranges('frames', [...damaged, ...read.damaged]),
    ...(damaged.length === 0 && counted !== series.points
      ? [`it has ${counted} frames, and ${series.points} are noted`]
      : []),
  ]
}

function faultsOfScalars(db: Database, series: SeriesRow): string[] {
  const faults = ranges('points of its tail', tailOf(db, series).damaged)
  let points = series.tail_points
  for (let tier = 0, count = series.chunks; count > 0; tier++, count = Math.floor(count / FAN)) {
    for (let number = 0; number < count; number++) {
      const [node] = nodesBetween(db, series.key, tier, number, number + 1)
      if (node === undefined || !isNode(node) || node.tier !== tier) {
        faults.push(`node ${number} of tier ${tier} of its pyramid`)
        continue
      }
      const steps = `from step ${node.first_step} to ${node.last_step}`
      for (let exponent = node.finest; exponent <= node.coarsest; exponent += 2) {
        if (cellsBetween(db, [node], exponent)[0] === null)
          faults.push(`cells of 2^${exponent} steps of its pyramid ${steps}`)
      }
      if (tier > 0) continue
      points += node.points
      if (chunkPoints(db, node) === null) faults.push(`points ${steps}`)
    }
  }
  if (faults.length > 0) return faults
  if (points !== series.points) return [`it has ${points} points, and ${series.points} are noted`]
  const summary = storedSummary(db, series.key, series)
  if (summary !== null && !isSameSummary(summary, restingSummary(series)))
    return ['what is noted of its ends and extremes is not what its points come to']
  return []
}

function ranges(what: string, steps: readonly StepRange[]): string[] {
  return steps.map(({ from, to }) =>
    Number.isSafeInteger(to + 1) ? `${what} from step ${from} to ${to}` : `${what}: one is missing`,
  )
}

function namesOfSeries(db: Database, { key }: RunRow): string[] {
  return db
    .sql('select name from series not indexed where run = ? order by key')
    .all(key)
    .map(({ name }) => String(name))
}

function keysOfSeries(db: Database, { key }: RunRow): number[] {
  return db
    .sql('select key from series not indexed where run = ? order by key')
    .all(key)
    .map((row) => Number(row.key))
}

function tried(what: string, work: () => readonly string[]): string[] {
  try {
    return work().map((fault) => `${what}: ${fault}`)
  } catch (error) {
    return [messageOf(error)]
  }
}
