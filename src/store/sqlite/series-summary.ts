import type { StoredPoints } from '#src/series/points.ts'
import { EMPTY_SUMMARY, numbersOfSummary, summaryFromNumbers, summaryWith, type SeriesSummary } from '#src/series/summary.ts' // prettier-ignore
import { DamagedError } from '#src/store/damage.ts'
import { blobFrom, floatsFrom } from '#src/store/raw.ts'
import type { Database } from './database.ts'
import { runIdOf } from './holding.ts'
import { waitingOf } from './pages.ts'
import type { SeriesRow } from './series.ts'

/** The summary of a series' row with more points, in order of arrival. Of points that were damaged before it is never known. */
export function grownSummary(row: Pick<SeriesRow, 'points' | 'summary'>, points: StoredPoints): Uint8Array | null {
  if (row.summary === null && row.points > 0) return null
  return blobOfSummary(summaryWith(restingSummary(row), points))
}

export function blobOfSummary(summary: SeriesSummary): Uint8Array {
  return blobFrom(numbersOfSummary(summary))
}

/** Of the points that rest with it; that of none where it is not known. */
export function restingSummary({ summary }: Pick<SeriesRow, 'summary'>): SeriesSummary {
  return summary === null ? EMPTY_SUMMARY : summaryFromNumbers(floatsFrom(summary))
}

/**
 * What a series of scalars comes to at this moment, whether its points rest with it or still wait in a page; null before its
 * first. Where it cannot be known, since something was damaged, it is an error that says so.
 */
export function summaryOfSeries(db: Database, row: SeriesRow): SeriesSummary | null {
  if (row.frames === 1) return null
  if (row.summary === null && row.points > 0) throw unknown(db, row)
  const { bySeries, damaged } = waitingOf(db, row.run)
  if (damaged.length > 0) throw unknown(db, row)
  const summary = (bySeries.get(row.key) ?? []).reduce(summaryWith, restingSummary(row))
  return summary.lastStep < 0 ? null : summary
}

function unknown(db: Database, { run, name }: SeriesRow): DamagedError {
  return new DamagedError(runIdOf(db, run), name, 'what it comes to')
}
