import { openStore, type Store } from '#src/store/index.ts'
import type { RunId } from '#src/vocabulary/index.ts'
import { joinedColumns } from '#trainer/link/index.ts'
import { lastStepOf, type RunRecord } from '#trainer/resuming/index.ts'
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
  // Facts first: of a run that goes on, a fact that comes meanwhile may speak of numbers that were not read.
  const facts = store.facts(run)
  const columns = store.series(run).flatMap(({ name }) => joinedColumns([...store.columns(run, name)]))
  const lastStep = lastStepOf({ facts, columns })
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
