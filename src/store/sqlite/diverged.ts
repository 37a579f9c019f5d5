import { LOSS_SERIES, PhasescopeError, type Query, type QueryResult } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { memoryOf, keepNewest } from './memory.ts'
import type { RunRow } from './run-row.ts'
import { seriesRow, type SeriesRow } from './series.ts'
import { sliceOfScalars } from './slice.ts'

/** Buckets that are looked through at once. */
const FAN = 64
/** Runs of which the answer is remembered. */
const REMEMBERED = 10_000

/**
 * The first step at which a loss of a run was not finite; null where there is none. It follows from the numbers, so that
 * it is right of every run that is stored, and costs few rows: the pyramid counts what is no number. A run of which nothing
 * new has come is not looked through again.
 */
export function divergedAt(db: Database, run: RunRow): number | null {
  const memory = memoryOf<number, { readonly of: string; readonly step: number | null }>(db, 'diverged')
  const of = `${run.id} ${run.points} ${run.last_report_at}`
  const known = memory.get(run.key)
  if (known?.of === of) return known.step
  const step = readable(() => {
    const steps = LOSS_SERIES.flatMap((name) => {
      const series = seriesRow(db, run.key, name)
      return series === null || series.frames === 1 ? [] : (firstNotFinite(db, run, series) ?? [])
    })
    return steps.length === 0 ? null : Math.min(...steps)
  })
  keepNewest(memory, run.key, { of, step }, REMEMBERED)
  return step
}

/** Of a run whose numbers are damaged nothing is said here: who asks for them is told, and the list is whole all the same. */
function readable(look: () => number | null): number | null {
  try {
    return look()
  } catch (error) {
    if (error instanceof PhasescopeError) return null
    throw error
  }
}

function firstNotFinite(db: Database, run: RunRow, series: SeriesRow): number | null {
  const ask = (query: Pick<Query, 'from' | 'to' | 'points'>) =>
    sliceOfScalars(db, series, { run: run.id, series: series.name, spacing: 'linear', ...query })
  let found = placeOf(ask({ from: null, to: null, points: 1 }))
  // Ever narrower, until the bucket is one step.
  while (found !== null && found.from < found.to) found = placeOf(ask({ ...found, points: FAN }))
  return found?.to ?? null
}

/** The steps of the first bucket that holds what is not finite. */
function placeOf({ steps, min, max, nans, exact }: QueryResult): { from: number; to: number } | null {
  for (let i = 0; i < steps.length; i++) {
    if (nans[i] === 0 && min[i] !== -Infinity && max[i] !== Infinity) continue
    const from = exact ? steps[i]! : i === 0 ? 0 : steps[i - 1]! + 1
    return { from, to: steps[i]! }
  }
  return null
}
