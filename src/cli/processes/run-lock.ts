import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { holderOf, holding, tryLock, wasTaken } from '#src/setup/lock.js'
import { makeFolder } from '#src/store/index.ts'
import { commandText } from '#src/cli/command-text.ts'
import { assertNoLinks } from '#src/cli/no-links.ts'
import { isPathName, messageOf, pathIn, runtimeError, type RunId } from '#src/vocabulary/index.ts'

/**
 * Does `work` as the one trainer of a run: two would report under the same numbers, and a store would keep some of
 * each. The lock dies with its holder.
 */
export async function withRunLock<T>(data: string, run: RunId, work: () => Promise<T>): Promise<T> {
  assertNoLinks(data)
  const attempt = await lockOf(data, run)
  if (!('release' in attempt)) {
    attempt.leave()
    throw runtimeError(
      `Run '${run}' is running: it has a trainer already, in another process (${attempt.holder.pid}); wait for that one to end, or control it through its hub: ${commandText(`pause ${run}`, data)}`,
    )
  }
  try {
    return await work()
  } finally {
    attempt.release()
  }
}

/** The same lock, held until it is let go: for who has several runs at once. */
export function heldRunLock(data: string, run: RunId): Promise<() => void> {
  return new Promise((resolve, reject) => {
    withRunLock(data, run, () => new Promise<void>((release) => resolve(release))).catch(reject)
  })
}

/** Does the same once whoever trains the run now has ended. */
export async function inRunLock<T>(data: string, run: RunId, work: () => Promise<T>): Promise<T> {
  assertNoLinks(data)
  for (;;) {
    const attempt = await lockOf(data, run)
    if ('release' in attempt) return work().finally(attempt.release)
    await attempt.gone
  }
}

/** Whether a process of this machine trains a run, or measures its past, at this moment. */
export async function hasTrainer(data: string, run: RunId): Promise<boolean> {
  return isPathName(run) && (await holderOf(lockPath(data, run))) !== null
}

/** Whether the trainer that a run had on this machine is gone; not known, and so not said, of one on another machine. */
export async function isAbandoned(data: string, run: RunId): Promise<boolean> {
  return wasTrainedHere(data, run) && (await holderOf(lockPath(data, run))) === null
}

/** The trainer of a run on this machine; null where there is none. */
export async function trainerOf(data: string, run: RunId) {
  return wasTrainedHere(data, run) ? holderOf(lockPath(data, run)) : null
}

/** When no process of this machine trains a run, or measures its past. */
export async function trainerGone(data: string, run: RunId): Promise<void> {
  for (;;) {
    const trainer = await holding(lockPath(data, run))
    if (trainer === null) return
    await trainer.gone
  }
}

/** Whether a trainer of this data folder ever had the run. */
export function wasTrainedHere(data: string, run: RunId): boolean {
  if (!isPathName(run)) return false // a store of earlier versions may have kept what a stranger called a run
  const place = lockPath(data, run)
  return wasTaken(place) || existsSync(place) // a file of this name was the lock of earlier versions
}

async function lockOf(data: string, run: RunId) {
  const place = lockPath(data, run)
  try {
    makeFolder(dirname(place))
    return await tryLock(place, `trains '${run}'`)
  } catch (error) {
    throw runtimeError(`Cannot store a run in ${data}: ${messageOf(error)}; choose another folder`, error)
  }
}

function lockPath(data: string, run: RunId): string {
  return pathIn(join(data, 'trainers'), run, '.lock')
}
