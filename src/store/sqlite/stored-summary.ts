import { EMPTY_SUMMARY, summaryWith, type SeriesSummary } from '#src/series/summary.ts'
import type { StoredPoints } from '#src/series/points.ts'
import { pointsFrom } from '#src/store/blob.ts'
import type { Database } from './database.ts'
import type { SeriesRow } from './series.ts'

/**
 * What the points that rest with a series come to, from all of them in order of arrival: sealed chunks, then its tail. Null
 * where some cannot be read, or where there are not as many rows as are noted: a part must not be taken for all.
 */
export function storedSummary(
  db: Database,
  series: number,
  noted: Pick<SeriesRow, 'chunks' | 'tail_segments'> | null,
): SeriesSummary | null {
  const nodes = db.sql('select key, number from node where series = ? and tier = 0 order by number').all(series)
  const segments = db.sql('select number from segment where series = ? order by number').all(series)
  if (noted !== null && (nodes.length !== noted.chunks || segments.length !== noted.tail_segments)) return null
  let summary = EMPTY_SUMMARY
  for (const read of [
    ...nodes.map(
      ({ key, number }) =>
        () =>
          chunk(db, series, Number(key), Number(number)),
    ),
    ...segments.map(
      ({ number }) =>
        () =>
          segment(db, series, Number(number)),
    ),
  ]) {
    const points = read()
    if (points === null) return null
    summary = summaryWith(summary, points)
  }
  return summary
}

function chunk(db: Database, series: number, node: number, number: number): StoredPoints | null {
  const row = db.sql('select numbers from chunk where node = ?').get(node)
  return pointsFrom(row?.numbers, ['chunk', node, series, number])
}

function segment(db: Database, series: number, number: number): StoredPoints | null {
  const row = db.sql('select numbers from segment where series = ? and number = ?').get(series, number)
  return pointsFrom(row?.numbers, ['segment', series, number])
}
