import {
  BOUNDS,
  ORDER_SHARE,
  usageError,
  type LeadQuestion,
  type LeadRun,
  type Leads,
  type LeftOut,
  type SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import { onsetOf } from '#src/statistics/onset.ts'
import { orderOf } from '#src/store/aggregate/lead-order.ts'
import { leadsOf } from '#src/store/aggregate/leads.ts'
import type { StoredPoints } from '#src/series/points.ts'
import { DamagedError } from '#src/store/damage.ts'
import { placesOver } from '#src/store/aggregate/places-of.ts'
import type { Database } from '../database.ts'
import { endsOf } from '../held.ts'
import type { RunRow } from '../run-row.ts'
import { seriesRow, type SeriesRow } from '../series.ts'
import { chosenRuns } from './chosen-runs.ts'
import { eventOf, type Came } from './event-of.ts'
import { newSpending } from './spending.ts'
import { sourceOfSeries } from './stored-source.ts'

/**
 * Points of a curve that are looked through: all of them where there are no more, else the last of each of so many buckets, which says the step
 * of a move to within a bucket.
 */
const POINTS = 2_000

/** When each series first moves, before or after an event of its run. */
export function leadsIn(db: Database, { among, event, series: asked, share = ORDER_SHARE }: LeadQuestion): Leads {
  return db.snapshot(() => {
    const left: LeftOut[] = []
    const rows = chosenRuns(db, among, []).map(({ row }) => row)
    // What is counted from does not lead itself.
    const series = asked.filter((name) => name !== event)
    assertFits(db, rows, [...series, event])
    /** What is damaged does not keep the rest from being seen. */
    const unlessDamaged = <T>(row: RunRow, read: () => T): T | null => {
      try {
        return read()
      } catch (error) {
        if (!(error instanceof DamagedError)) throw error
        left.push({ run: row.id, why: error.message })
        return null
      }
    }
    const runs = rows.flatMap((row) => {
      const came = unlessDamaged(row, () => eventOf(db, row, event) ?? moveOf(db, row, event)?.came ?? 'never')
      if (came === 'never') left.push({ run: row.id, why: `Event '${event}' is not among its marks` })
      return came === null || came === 'never' ? [] : [{ row, came }]
    })
    const moves = series.map((name) => ({
      series: name,
      runs: runs.flatMap(({ row, came }): LeadRun[] => {
        const move = unlessDamaged(row, () => moveOf(db, row, name))
        const own = { run: row.id, event: came.step, eventInterval: came.interval }
        return move === null ? [] : [{ ...own, moved: move.came?.step ?? null, interval: move.came?.interval ?? null }]
      }),
    }))
    const leads = leadsOf(moves)
    const events = new Map(runs.map(({ row, came }) => [row.id, came.step]))
    return { event, share, left, leads, order: orderOf(event, leads, events, share) }
  })
}

/** Whether and when a series moves in a run; null where it has no such series, or no point of it. What is damaged is an error. */
function moveOf(db: Database, row: RunRow, name: string): { readonly came: Came | null } | null {
  const series = seriesRow(db, row.key, name)
  const points = series === null ? null : curveOf(db, row, series)
  if (series === null || points === null) return null
  const { steps, values } = points
  const { group } = JSON.parse(series.declaration) as SeriesDeclaration
  const onset = onsetOf(steps, values, group === 'accuracy' ? 'up' : 'either')
  if (onset === null) return { came: null }
  const { at, interval } = onset
  const within = interval === null ? null : { low: steps[interval.low]!, high: steps[interval.high]! }
  return { came: { step: steps[at]!, interval: within } }
}

function curveOf(db: Database, row: RunRow, series: SeriesRow): StoredPoints | null {
  const source = series.frames === 1 ? null : sourceOfSeries(db, row, series, newSpending()())
  if (source === null) return null
  const { first: from, last: to } = source
  const placeOf = placesOver('steps', from, to, POINTS, 'linear')
  return source.sample({ from, to, most: POINTS, spacing: 'linear', placeOf }).points
}

/** Before anything is looked through. */
function assertFits(db: Database, rows: readonly RunRow[], series: readonly string[]): void {
  let points = 0
  for (const row of rows)
    for (const name of series) {
      const known = seriesRow(db, row.key, name)
      if (known !== null) points += Math.min(POINTS, endsOf(db, known).points)
    }
  if (points > BOUNDS.pointsLookedThrough)
    throw usageError(`Expected to look through at most ${BOUNDS.pointsLookedThrough} points for one question, got ${points}; choose fewer runs, or fewer series`) // prettier-ignore
}
