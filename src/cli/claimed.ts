import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '#src/store/folder.ts'
import { messageOf, troubleError, type RunId } from '#src/vocabulary/index.ts'

/**
 * Does `work` as the one trainer of a run: two would report under the same numbers, and a store would keep some of
 * each. The lock is SQLite's, which is the kernel's: it is free again when its holder dies, however it dies.
 */
export async function claimed<T>(data: string, run: RunId, work: () => Promise<T>): Promise<T> {
  using lock = lockOf(data, run)
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    throw troubleError(
      `Run '${run}' has a trainer already, in another process; let that one end, or steer it through its hub: phasescope pause ${run}`,
      error,
    )
  }
  return await work()
}

function lockOf(data: string, run: RunId): DatabaseSync {
  const folder = join(data, 'trainers')
  try {
    makeFolder(folder)
    return new DatabaseSync(join(folder, `${run}.lock`))
  } catch (error) {
    throw troubleError(`Cannot keep a run in ${data}: ${messageOf(error)}; choose another folder`, error)
  }
}
