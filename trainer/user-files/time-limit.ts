import { createContext, Script } from 'node:vm'
import type { Tf } from '#trainer/tensors/index.ts'
import { standingOf } from './tensor-scopes.ts'

/** What stops a computation that takes too long, so that whoever waits can say it in words of its own. */
export class TookTooLong extends Error {
  readonly limitMs: number
  constructor(limitMs: number) {
    super(`Took longer than ${limitMs} ms and was stopped`)
    this.limitMs = limitMs
  }
}

const door = createContext({ compute: (): unknown => undefined })
const enter = new Script('compute()', { filename: 'time-limit' })

/**
 * What a synchronous `compute` returns, unless it takes longer than `limitMs`: then it is stopped wherever it is, in an
 * endless loop or in the backend, between two instructions. No `finally` of its runs, so what TensorFlow.js had open is
 * closed here. A single call of native code is waited for.
 */
export function measureWithin<T>(limitMs: number, compute: () => T, tf: Tf | null = null): T {
  const standing = tf === null ? null : standingOf(tf)
  const before: unknown = door.compute
  door.compute = compute
  try {
    return enter.runInContext(door, { timeout: limitMs }) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    standing?.restore()
    throw new TookTooLong(limitMs)
  } finally {
    door.compute = before
  }
}
