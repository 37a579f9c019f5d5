import { join } from 'node:path'
import { holding, tryLock } from '#src/setup/lock.js'
import { makeFolder } from '#src/store/index.ts'
import { messageOf, runtimeError } from '#src/vocabulary/index.ts'

/** One hub serves a data folder at a time. Who holds this lock is it, from before it opens the store until it has closed it. */
export async function lockHub(data: string): Promise<{ readonly release: () => void }> {
  const attempt = await inFolder(data, () => {
    makeFolder(data)
    return tryLock(placeIn(data), `serves ${data}`)
  })
  if ('release' in attempt) return attempt
  attempt.leave()
  throw runtimeError(
    `Process ${attempt.holder.pid} serves ${data} already, and two hubs would keep half of every run each; open that one, or choose another folder with --data`,
  )
}

/** The hub that holds a data folder, ready to answer or not yet; null where nobody does. */
export function hubHolding(data: string) {
  return inFolder(data, () => holding(placeIn(data)))
}

async function inFolder<T>(data: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw runtimeError(`Cannot lock ${data}: ${messageOf(error)}; choose another folder`, error)
  }
}

function placeIn(data: string): string {
  return join(data, 'hub.lock')
}
