import { openStore, type Store } from '#src/store/index.ts'
import type { Column, RunId } from '#src/vocabulary/index.ts'
import { joinedColumns } from '#trainer/batch.ts'
import type { RunRecord } from '#trainer/origin.ts'
import { runNamed } from './run-named.ts'

/** The record of a run of a data folder, named by its id or by a beginning of it. */
export function recordNamed(data: string, given: string): RunRecord {
  const store = openStore(data)
  try {
    return recordOf(store, runNamed(store, given))
  } finally {
    store.close()
  }
}

/** All that a store keeps of a run, for whoever goes on with it. */
export function recordOf(store: Store, run: RunId): RunRecord {
  const columns = store.series(run).flatMap(({ name }) => joinedColumns([...store.columns(run, name)]))
  const facts = store.facts(run)
  const lastStep = lastStepOf(columns)
  return { run: store.summary(run).run, facts, columns, next: store.next(run), lastStep }
}

function lastStepOf(columns: readonly Column[]): number {
  return columns.reduce((last, { steps }) => Math.max(last, steps.at(-1) ?? -1), -1)
}
