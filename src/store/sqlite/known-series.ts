import type { Database } from './database.ts'
import { endsOf } from './held.ts'
import { keepNewest, memoryOf } from './memory.ts'
import { seriesRow, type SeriesRow } from './series.ts'

/** What of a series never changes, and whether it has any points: asked for with every point, and so remembered. */
export interface KnownSeries extends Pick<SeriesRow, 'key' | 'writer' | 'frames'> {
  hasPoints: boolean
}

/** Runs whose series are remembered. */
const REMEMBERED = 256

export function knownSeries(db: Database, run: number, name: string): KnownSeries | null {
  const series = seriesOf(db, run)
  const known = series.get(name)
  if (known !== undefined) return known
  const row = seriesRow(db, run, name)
  if (row === null) return null
  const { key, writer, frames } = row
  return remember(db, run, name, { key, writer, frames, hasPoints: endsOf(db, row).points > 0 })
}

export function remember(db: Database, run: number, name: string, known: KnownSeries): KnownSeries {
  seriesOf(db, run).set(name, known)
  return known
}

function seriesOf(db: Database, run: number): Map<string, KnownSeries> {
  const runs = memoryOf<number, Map<string, KnownSeries>>(db, 'series')
  const series = runs.get(run) ?? new Map<string, KnownSeries>()
  keepNewest(runs, run, series, REMEMBERED)
  return series
}
