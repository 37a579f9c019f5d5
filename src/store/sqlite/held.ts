import type { Database } from './database.ts'
import { waitingOf } from './pages.ts'
import type { SeriesRow } from './series.ts'

/** How much of a series there is, whether it rests with the series or still waits in a page. */
export interface Held {
  readonly points: number
  readonly first: number | null
  readonly last: number | null
}

/** Of a page that is damaged nothing is counted: its steps cannot be said to be this series'. */
export function endsOf(db: Database, series: SeriesRow): Held {
  let points = series.points
  let [first, last] = [series.first_step ?? Infinity, series.last_step ?? -1]
  const waiting = series.frames === 1 ? [] : (waitingOf(db, series.run).bySeries.get(series.key) ?? [])
  for (const { steps } of waiting) {
    points += steps.length
    for (const step of steps) {
      if (step < first) first = step
      if (step > last) last = step
    }
  }
  return points === 0 ? { points, first: null, last: null } : { points, first, last }
}
