import { emptySpark, sparkWith, tellsMore, type Spark } from '#src/store/spark.ts'
import type { Database } from './database.ts'
import { endsOf } from './held.ts'
import type { RunRow } from './run-row.ts'
import { scalarRuns } from './scalars.ts'
import { seriesRows } from './series.ts'

/** The small curve of a run, from all that is stored: where it was not kept while the points came. */
export function sparkFromStored(db: Database, run: RunRow): Spark | null {
  const scalars = seriesRows(db, run).filter((series) => series.frames === 0 && endsOf(db, series).points > 0)
  const first = scalars[0]
  if (first === undefined) return null
  const series = scalars.reduce((best, one) => (tellsMore(one.name, best.name) ? one : best), first)
  return Iterator.from(scalarRuns(db, series)).reduce(sparkWith, emptySpark(series.name))
}
