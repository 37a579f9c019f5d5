import { type LeadQuestion, type Leads, type LeftOut } from '#src/vocabulary/index.ts'
import { firstMove } from '#src/statistics/first-move.ts'
import { inOrderOfMove, leadOf, type Moved } from '#src/store/aggregate/leads.ts'
import { placesOver } from '#src/store/aggregate/places-of.ts'
import type { Database } from '../database.ts'
import { alignedSource } from './aligned-source.ts'
import { chosenRuns } from './chosen-runs.ts'
import { firstMark } from './first-mark.ts'

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
    const leads = series.map((name) =>
      leadOf(
        name,
        runs.flatMap(({ row, step }): Moved[] => {
          const source = alignedSource(db, row, name, { x: 'step' })
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
