import { join } from 'node:path'
import { holding, tryLock } from '#src/setup/lock.js'
import { makeFolder } from '#src/store/index.ts'
import { messageOf, runtimeError } from '#src/vocabulary/index.ts'
import { commandText } from '#src/cli/command-text.ts'
import { readHubFile } from '#src/cli/hub-file.ts'

export interface HubLock {
  readonly release: () => void
}

/** One hub serves a data folder at a time. Who holds this lock is it, from before it opens the store until it has closed it. */
export async function lockHub(data: string): Promise<HubLock> {
  const attempt = await attemptIn(data)
  if ('release' in attempt) return attempt
  attempt.leave()
  const { pid } = attempt.holder
  const { address } = readHubFile(data)
  const where = address?.pid === pid ? ` at ${address.url}` : ''
  throw runtimeError(
    `Process ${pid} serves ${data} already${where}, and two hubs would keep half of every run each; open that one (${commandText('open', data)}), or choose another folder with --data`,
  )
}

/** The same; null where another hub holds the folder. */
export async function tryLockHub(data: string): Promise<HubLock | null> {
  const attempt = await attemptIn(data)
  if ('release' in attempt) return attempt
  attempt.leave()
  return null
}

/** The hub that holds a data folder, ready to answer or not yet; null where nobody does. */
export function hubHolding(data: string) {
  return inFolder(data, () => holding(placeIn(data)))
}

function attemptIn(data: string) {
  return inFolder(data, () => {
    makeFolder(data)
    return tryLock(placeIn(data), `serves ${data}`)
  })
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
