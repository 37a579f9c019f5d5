import { gridOver } from '#src/vocabulary/index.ts'
import { lastOfEqual } from '#src/series/places.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import { since } from '#src/store/aggregate/aligned.ts'
import type { Range, Sample, Source } from '#src/store/aggregate/group-curve.ts'
import { sourceOfPoints } from '#src/store/aggregate/points-source.ts'
import type { Database } from '../database.ts'
import { endsOf } from '../held.ts'
import { damagedPoints, scalarRuns } from '../scalars.ts'
import type { RunRow } from '../run-row.ts'
import type { SeriesRow } from '../series.ts'
import { lastsOfScalars } from '../slice.ts'
import type { Spend } from './spending.ts'
import { rememberedSample } from './samples-memory.ts'

/** The curve of a stored series over its steps; null where there is no point. What is damaged is an error that names it. */
export function sourceOfSeries(db: Database, run: RunRow, series: SeriesRow, spend: Spend): Source | null {
  const { first, last, points } = endsOf(db, series)
  if (first === null || last === null) return null
  let sampled: StoredPoints | null = null
  return {
    first,
    last,
    sample(range) {
      const sample = rememberedSample(db, run, series, range, () => sampleOfSeries(db, series, range))
      if (sample.isAll && range.from <= first && range.to >= last) sampled = sample.points
      return sample
    },
    // Not kept: of a large group that would be more than memory bears.
    whole() {
      if (sampled !== null) return sampled
      spend(points)
      return pointsOfSeries(db, series)
    },
  }
}

/**
 * The same with steps counted from one of them: of a sample that is remembered nothing is read. A bucket of such steps is
 * none of the pyramid's, so that a sample is computed of every point.
 */
export function sourceSince(
  db: Database,
  run: RunRow,
  series: SeriesRow,
  event: number,
  spend: Spend,
): Source | null {
  const { first, last, points: stored } = endsOf(db, series)
  if (first === null || last === null) return null
  let points: Source | null = null
  const read = () => {
    if (points === null) spend(stored, true)
    return (points ??= sourceOfPoints(since(event, pointsOfSeries(db, series)))!)
  }
  return {
    first: first - event,
    last: last - event,
    sample: (range) => rememberedSample(db, run, series, range, () => read().sample(range), event),
    whole: () => read().whole(),
  }
}

/** Every point of a series in step order, each step once. */
export function pointsOfSeries(db: Database, series: SeriesRow): StoredPoints {
  return lastOfEqual(joined([...scalarRuns(db, series)]))
}

function sampleOfSeries(db: Database, series: SeriesRow, { from, to, most, spacing }: Range): Sample {
  const gridOf = () => gridOver(from, to, most, spacing)
  const { points, isAll, damaged } = lastsOfScalars(db, series, { from, to, points: most, spacing }, gridOf)
  if (damaged.length > 0) throw damagedPoints(db, series, damaged)
  return { points: lastOfEqual(points), isAll }
}
