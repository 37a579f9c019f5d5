import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import type { Column, Report, Run, SeriesDeclaration } from '#src/vocabulary/index.ts'
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
  for (const { id, run, curves, reports } of runs) {
    const declared = curves.map(({ series, declared }) => ({ ...declaration(series), ...declared }))
    const columns = curves.map(({ series, steps, values }) => scalarColumn(series, steps, values))
    storeEnded(folder, id, { declared, columns, run, reports })
  }
}

interface Told {
  readonly declared: readonly SeriesDeclaration[]
  readonly columns: readonly Column[]
  readonly run?: Partial<Run> | undefined
  readonly reports?: readonly Report[] | undefined
}

/** Puts one run, as it was told and has ended, into the store of a folder. */
export function storeEnded(folder: string, id: string, { declared, columns, run = {}, reports = [] }: Told): void {
  const store = openSqlite(folder)
  const last = Math.max(0, ...columns.map(({ steps }) => steps.at(-1) ?? 0))
  try {
    store.ingest(
      enveloped(id, 0, [
        { type: 'started', run: { ...runOf(id), steps: last, ...run }, probes: [], detectors: [] },
        ...declared.map((series): Report => ({ type: 'declared', series })),
        measuredReport(...columns),
        ...reports,
        { type: 'ended', how: 'completed', step: last, weights: `sha256:${'0'.repeat(64)}`, msPerStep: 1, why: null },
      ]),
    )
  } finally {
    store.close()
  }
}
