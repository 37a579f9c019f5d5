import type { SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Store } from '#src/store/store.ts'
import { openDatabase } from './database.ts'
import { frameColumns, sliceOfFrames } from './frame-slice.ts'
import { endsOf } from './held.ts'
import { ingest } from './ingest.ts'
import { facts, removeRun, setLost, summaries, summary } from './runs.ts'
import { scalarRuns } from './scalars.ts'
import { knownRunKey, knownSeriesRow, runKey, seriesRows } from './series.ts'
import { sliceOfScalars } from './slice.ts'

/** The store of a folder: one SQLite file that several processes may have open. Made if it is not there. */
export function openStore(folder: string): Store {
  const db = openDatabase(folder)
  return {
    ingest: (envelopes) => ingest(db, envelopes),
    next: (run) => Number(db.sql('select next from run where id = ?').get(run)?.next ?? 0),
    has: (run) => runKey(db, run) !== null,
    runs: () => summaries(db),
    summary: (run) => summary(db, run),
    facts: (run) => facts(db, run),
    series: (run) =>
      db.snapshot(() =>
        seriesRows(db, knownRunKey(db, run)).map((row) => {
          const { points, first, last } = endsOf(db, row)
          return { ...(JSON.parse(row.declaration) as SeriesDeclaration), points, firstStep: first, lastStep: last }
        }),
      ),
    slice: (query) =>
      db.snapshot(() => {
        const series = knownSeriesRow(db, query.run, query.series)
        return series.frames === 1 ? sliceOfFrames(db, series, query) : sliceOfScalars(db, series, query)
      }),
    *columns(run, name) {
      const series = knownSeriesRow(db, run, name)
      if (series.frames === 1) yield* frameColumns(db, series)
      else for (const points of scalarRuns(db, series)) yield { series: name, ...points, lengths: null }
    },
    markLost: (run) => setLost(db, run, true),
    markFound: (run) => setLost(db, run, false),
    remove: (run) => removeRun(db, run),
    close: () => db.close(),
  }
}
