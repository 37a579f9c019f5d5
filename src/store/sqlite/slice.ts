import type { Grid, Query, QueryResult } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import type { SeriesRow } from './series.ts'
import { Slicing, type Lasts, type SliceRange } from './slicing.ts'

/**
 * Answers a query about scalars. A node inside the range is read at the coarsest level that the grid allows; one
 * that the range cuts, or that is too coarse, gives way to its children and at last to its points. So the work is of
 * the order of the buckets, not of the points, and every bucket is exact. What is damaged is left out and said; damaged
 * cells alone cost nothing but time, for what is under them is read instead.
 */
export function sliceOfScalars(db: Database, series: SeriesRow, query: Query): QueryResult {
  return db.snapshot(() => new Slicing(db, series, query).result(query))
}

/** What is drawn of each of many runs: the last points of the buckets of a slice, on a grid that all of them share. */
export function lastsOfScalars(db: Database, series: SeriesRow, range: SliceRange, gridOf: () => Grid): Lasts {
  return db.snapshot(() => new Slicing(db, series, range).lasts(gridOf))
}
