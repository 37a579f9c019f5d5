import { BOUNDS, usageError, type LeadQuestion, type Leads, type LeftOut } from '#src/vocabulary/index.ts'
import { firstMove } from '#src/statistics/first-move.ts'
import { inOrderOfMove, leadOf, type Moved } from '#src/store/aggregate/leads.ts'
import { placesOver } from '#src/store/aggregate/places-of.ts'
import type { Database } from '../database.ts'
import { endsOf } from '../held.ts'
import type { RunRow } from '../run-row.ts'
import { seriesRow } from '../series.ts'
import { alignedSource } from './aligned-source.ts'
import { chosenRuns } from './chosen-runs.ts'
import { firstMark } from './first-mark.ts'
import { newSpending } from './spending.ts'

/**
 * Points of a curve that are looked through: all of them where there are no more, else the last of each of so many buckets, which says the step
 * of a move to within a bucket.
 */
const POINTS = 2_000

/** When each series first moves, before or after an event of its run. */
export function leadsIn(db: Database, { among, event, series }: LeadQuestion): Leads {
  return db.snapshot(() => {
    const left: LeftOut[] = []
    const runs = chosenRuns(db, among, []).flatMap(({ row }) => {
      const step = firstMark(db, row, event)
      if (step === null) left.push({ run: row.id, why: `Event '${event}' is not among its marks` })
      return step === null ? [] : [{ row, step }]
    })
    assertFits(db, runs, series)
    const leads = series.map((name) =>
      leadOf(
        name,
        runs.flatMap(({ row, step }): Moved[] => {
          const source = alignedSource(db, row, name, { x: 'step' }, newSpending()())
          if (typeof source === 'string') return []
          const { first: from, last: to } = source
          const placeOf = placesOver('steps', from, to, POINTS, 'linear')
          const { points } = source.sample({ from, to, most: POINTS, spacing: 'linear', placeOf })
          const place = firstMove(points.values)
          return [{ run: row.id, event: step, moved: place === null ? null : points.steps[place]! }]
        }),
      ),
    )
    return { event, left, leads: inOrderOfMove(leads) }
  })
}

/** Before anything is looked through. */
function assertFits(db: Database, runs: readonly { readonly row: RunRow }[], series: readonly string[]): void {
  let points = 0
  for (const { row } of runs)
    for (const name of series) {
      const known = seriesRow(db, row.key, name)
      if (known !== null) points += Math.min(POINTS, endsOf(db, known).points)
    }
  if (points > BOUNDS.pointsLookedThrough)
    throw usageError(`Expected to look through at most ${BOUNDS.pointsLookedThrough} points for one question, got ${points}; choose fewer runs, or fewer series`) // prettier-ignore
}
