import { openStore, type Store } from '#src/store/index.ts'
import { isForeign, messageOf } from '#src/vocabulary/index.ts'
import { say } from '../terminal.ts'
import { isAbandoned } from './run-lock.ts'

/** The store of a folder for questions about many runs: what it says of their status is true of this machine now. */
export async function openCurrentStore(data: string): Promise<Store> {
  const store = await openStore(data)
  await markAbandoned(store, data)
  return store
}

/**
 * A run that was killed while no hub looked on could not say so, and nobody holds its lock any more: the store is told that it was
 * lost, since a condition asks the store. Of a run that another program trains no lock says anything. One that ended in between stays as it ended, and whoever resumes one takes it back.
 */
async function markAbandoned(store: Store, data: string): Promise<void> {
  const { ids = [] } = await store.list({
    ...{ status: ['running', 'paused'], archived: 'also' },
    ...{ only: 'ids', size: Infinity },
  })
  for (const id of ids) {
    try {
      if ((await isAbandoned(data, id)) && !isForeign((await store.summary(id)).run)) await store.markLost(id)
    } catch (error) {
      // A disk that takes nothing keeps nobody from reading it.
      say(`Run '${id}' has no trainer any more, which cannot be stored: ${messageOf(error)}`)
    }
  }
}
