import type { StepRange } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { waitingOf, type Waiting } from './pages.ts'
import type { SeriesRow } from './series.ts'

const NOTHING: Waiting = { bySeries: new Map(), damaged: [] }

/** How much of a series there is, whether it rests with the series or still waits in a page. */
export interface Held {
  readonly points: number
  readonly first: number | null
  readonly last: number | null
  /** Pages that cannot be read: points of this series may be in them, and are not counted. */
  readonly damaged: readonly StepRange[]
}

export function endsOf(db: Database, series: SeriesRow): Held {
  let points = series.points
  let [first, last] = [series.first_step ?? Infinity, series.last_step ?? -1]
  const { bySeries, damaged } = series.frames === 1 ? NOTHING : waitingOf(db, series.run)
  for (const { steps } of bySeries.get(series.key) ?? []) {
    points += steps.length
    for (const step of steps) {
      if (step < first) first = step
      if (step > last) last = step
    }
  }
  return points === 0 ? { points, first: null, last: null, damaged } : { points, first, last, damaged }
}
