import { openStore, type Store } from '#src/store/index.ts'
import type { Column, RunId } from '#src/vocabulary/index.ts'
import { joinedColumns } from '#trainer/batch.ts'
import type { RunRecord } from '#trainer/origin.ts'
import { runNamed } from './run-named.ts'

/** The record of a run of a data folder, named by its id or by a beginning of it. */
export function recordNamed(data: string, given: string): RunRecord {
  return inStore(data, (store) => recordOf(store, runNamed(store, given)))
}

/** The id of a run of a data folder, named by a beginning of it. */
export function idNamed(data: string, given: string): RunId {
  return inStore(data, (store) => runNamed(store, given))
}

/** All that a store keeps of a run, for whoever goes on with it. */
export function recordOf(store: Store, run: RunId): RunRecord {
  const columns = store.series(run).flatMap(({ name }) => joinedColumns([...store.columns(run, name)]))
  const facts = store.facts(run)
  const lastStep = lastStepOf(columns)
  return { run: store.summary(run).run, facts, columns, next: store.next(run), lastStep }
}

function inStore<T>(data: string, read: (store: Store) => T): T {
  const store = openStore(data)
  try {
    return read(store)
  } finally {
    store.close()
  }
}

function lastStepOf(columns: readonly Column[]): number {
  return columns.reduce((last, { steps }) => Math.max(last, steps.at(-1) ?? -1), -1)
}
