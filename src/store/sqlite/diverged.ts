import { foreignLossSeries, isForeign, LOSS_SERIES, PhasescopeError, type Run } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { memoryOf, keepNewest } from './memory.ts'
import type { RunRow } from './run-row.ts'
import { seriesRow } from './series.ts'
import { summaryOfSeries } from './series-summary.ts'

/** Runs of which the answer is remembered. */
const REMEMBERED = 10_000

/**
 * The first step at which a loss of a run was not finite; null where there is none. It is kept with what the loss comes to,
 * so that it is right of every run that is stored. A run of which nothing new has come is not looked through again.
 */
export function divergedAt(db: Database, run: RunRow): number | null {
  const memory = memoryOf<number, { readonly of: string; readonly step: number | null }>(db, 'diverged')
  const of = `${run.id} ${run.points} ${run.last_report_at}`
  const known = memory.get(run.key)
  if (known?.of === of) return known.step
  const series = isForeign(JSON.parse(run.declaration) as Run) ? foreignLossSeries() : LOSS_SERIES
  const steps = series.flatMap((name) => {
    const step = firstNotFinite(db, run, name)
    return step === null ? [] : [step]
  })
  const step = steps.length === 0 ? null : Math.min(...steps)
  keepNewest(memory, run.key, { of, step }, REMEMBERED)
  return step
}

/** Of a run whose numbers are damaged nothing is said here: who asks for them is told, and the list is whole all the same. */
function firstNotFinite(db: Database, run: RunRow, name: string): number | null {
  try {
    const series = seriesRow(db, run.key, name)
    const summary = series === null ? null : summaryOfSeries(db, series)
    return summary === null || summary.notFiniteStep < 0 ? null : summary.notFiniteStep
  } catch (error) {
    if (error instanceof PhasescopeError) return null
    throw error
  }
}
