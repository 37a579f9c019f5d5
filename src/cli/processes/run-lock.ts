import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makeFolder } from '#src/store/folder.ts'
import { messageOf, runtimeError, type RunId } from '#src/vocabulary/index.ts'

const LOOK_MS = 200

/**
 * Does `work` as the one trainer of a run: two would report under the same numbers, and a store would keep some of
 * each. The lock is SQLite's, which is the kernel's: it is free again when its holder dies, however it dies.
 */
export async function withRunLock<T>(data: string, run: RunId, work: () => Promise<T>): Promise<T> {
  using lock = lockOf(data, run)
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    throw runtimeError(
      `Run '${run}' has a trainer already, in another process; let that one end, or steer it through its hub: phasescope pause ${run}`,
      error,
    )
  }
  return await work()
}

/** Whether the trainer that a run had on this machine is gone; not known, and so not said, of one on another machine. */
export function isAbandoned(data: string, run: RunId): boolean {
  if (!existsSync(lockPath(data, run))) return false
  using lock = lockOf(data, run)
  try {
    lock.exec('begin exclusive; rollback')
    return true
  } catch {
    return false
  }
}

function lockOf(data: string, run: RunId): DatabaseSync {
  try {
    makeFolder(join(data, 'trainers'))
    // Patient with somebody who only looks whether it is held.
    return new DatabaseSync(lockPath(data, run), { timeout: LOOK_MS })
  } catch (error) {
    throw runtimeError(`Cannot keep a run in ${data}: ${messageOf(error)}; choose another folder`, error)
  }
}

function lockPath(data: string, run: RunId): string {
  return join(data, 'trainers', `${run}.lock`)
}
