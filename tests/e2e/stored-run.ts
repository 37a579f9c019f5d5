import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import type { Report, Run, SeriesDeclaration } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from '../src/store/reports.ts'

/** A run that is in a store as if a trainer had reported it: its curves, and what else happened. */
export interface StoredRun {
  readonly id: string
  /** What differs from `runOf`: the name, the settings. */
  readonly run?: Partial<Run>
  readonly curves: readonly Curve[]
  readonly reports?: readonly Report[]
}

export interface Curve {
  readonly series: string
  readonly declared?: Partial<SeriesDeclaration>
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** A curve over 0, 1, 2 … */
export function curve(
  series: string,
  steps: number,
  valueAt: (step: number) => number,
  declared: Partial<SeriesDeclaration> = {},
): Curve {
  const all = Array.from({ length: steps + 1 }, (_, step) => step)
  return { series, declared, steps: all, values: all.map(valueAt) }
}

/** Puts runs, each ended, into the store of a folder that no hub serves yet. */
export function storeRuns(folder: string, runs: readonly StoredRun[]): void {
  const store = openSqlite(folder)
  for (const { id, run = {}, curves, reports = [] } of runs) {
    const last = Math.max(0, ...curves.flatMap(({ steps }) => steps.slice(-1)))
    const all: Report[] = [
      { type: 'started', run: { ...runOf(id), steps: last, ...run }, probes: [], detectors: [] },
      ...curves.map(({ series, declared }): Report => ({
        type: 'declared',
        series: { ...declaration(series), ...declared },
      })),
      measuredReport(...curves.map(({ series, steps, values }) => scalarColumn(series, steps, values))),
      ...reports,
      { type: 'ended', how: 'completed', step: last, weights: `sha256:${'0'.repeat(64)}`, msPerStep: 1, why: null },
    ]
    store.ingest(enveloped(id, 0, all))
  }
  store.close()
}
