import { factsWithCards, openStore, type Store } from '#src/store/index.ts'
import type { Column, RunId } from '#src/vocabulary/index.ts'
import { joinedColumns } from '#trainer/link/index.ts'
import { lastStepOf, type RunRecord } from '#trainer/resuming/index.ts'
import { runNamed } from './run-named.ts'

/** The record of a run of a data folder, named by its id or by a beginning of it. */
export function recordNamed(data: string, given: string): Promise<RunRecord> {
  return inStore(data, async (store) => recordOf(store, await runNamed(store, given)))
}

/** The id of a run of a data folder, named by a beginning of it. */
export function idNamed(data: string, given: string): Promise<RunId> {
  return inStore(data, (store) => runNamed(store, given))
}

/** All that a store keeps of a run, for whoever goes on with it. */
export async function recordOf(store: Store, run: RunId): Promise<RunRecord> {
  // Facts first: of a run that goes on, a fact that comes meanwhile may speak of numbers that were not read.
  const facts = await factsWithCards(store, run)
  const columns: Column[] = []
  for (const { name } of await store.series(run)) {
    columns.push(...joinedColumns(await Array.fromAsync(store.columns(run, name))))
  }
  const lastStep = lastStepOf({ facts, columns })
  return { run: (await store.summary(run)).run, facts, columns, next: await store.next(run), lastStep }
}

async function inStore<T>(data: string, read: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(data)
  try {
    return await read(store)
  } finally {
    await store.close()
  }
}
