import type { Alignment } from '#src/vocabulary/index.ts'
import { against } from '#src/store/aggregate/aligned.ts'
import type { Source } from '#src/store/aggregate/group-curve.ts'
import type { XKind } from '#src/store/aggregate/places-of.ts'
import { sourceOfPoints } from '#src/store/aggregate/points-source.ts'
import type { StoredPoints } from '#src/series/points.ts'
import { DamagedError } from '#src/store/damage.ts'
import type { Database } from '../database.ts'
import { endsOf } from '../held.ts'
import type { RunRow } from '../run-row.ts'
import { seriesRow, type SeriesRow } from '../series.ts'
import { firstMark } from './first-mark.ts'
import type { Spend } from './spending.ts'
import { pointsOfSeries, sourceOfSeries, sourceSince } from './stored-source.ts'

export interface AlignedSource extends Source {
  /** Points that are left out, since their x was not above all before. */
  readonly folded: number
}

export const KINDS: Readonly<Record<Alignment['x'], XKind>> = { step: 'steps', event: 'whole', series: 'any' }

/** The curve of a run's series in the x of an alignment; where it has none, why. */
export function alignedSource(
  db: Database,
  run: RunRow,
  name: string,
  align: Alignment,
  spend: Spend,
): AlignedSource | string {
  try {
    const series = scalarOf(db, run, name)
    if (typeof series === 'string') return series
    if (align.x === 'step') return found(sourceOfSeries(db, run, series, spend), 0) ?? nothingOf(name)
    if (align.x === 'event') {
      const event = firstMark(db, run, align.event)
      if (event === null) return `Event '${align.event}' is not among its marks`
      return found(sourceSince(db, run, series, event, spend), 0) ?? nothingOf(name)
    }
    const x = scalarOf(db, run, align.series)
    if (typeof x === 'string') return x
    const { points, folded } = against(heldPoints(db, x, spend), heldPoints(db, series, spend))
    return found(sourceOfPoints(points), folded) ?? `Series '${name}' and '${align.series}' share no step`
  } catch (error) {
    if (error instanceof DamagedError) return error.message
    throw error
  }
}

function heldPoints(db: Database, series: SeriesRow, spend: Spend): StoredPoints {
  spend(endsOf(db, series).points, true)
  return pointsOfSeries(db, series)
}

function scalarOf(db: Database, run: RunRow, name: string): SeriesRow | string {
  const series = seriesRow(db, run.key, name)
  if (series === null) return `It has no series '${name}'`
  return series.frames === 1 ? `Series '${name}' is no scalar` : series
}

function found(source: Source | null, folded: number): AlignedSource | null {
  return source === null ? null : { ...source, folded }
}

function nothingOf(name: string): string {
  return `Nothing of series '${name}' has been measured yet`
}
