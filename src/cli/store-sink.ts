import { Observable, type OperatorFunction } from 'rxjs'
import { openStore, type Store } from '#src/store/index.ts'
import { BOUNDS, messageOf, runtimeError, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import { firstOf, openBackoff, openLeftOut, openMemory, type LeftOut, type Memory } from '#trainer/link/index.ts'
import { ingested } from './ingested.ts'
import { leaveInJournal } from './left-in-journal.ts'
import { say as sayHere } from './terminal.ts'

export interface SinkSettings {
  /** Takes a line for the person at the terminal. */
  readonly say?: (line: string) => void
  /** Tells that somebody wants the process to end: once the run has ended, a store that takes nothing is not waited for. */
  readonly hurry$?: Observable<unknown>
  /** How long, once the run has ended, a store that takes nothing is waited for. */
  readonly waitMs?: number
  readonly commitMs?: number
  /** Until a store that takes nothing is asked again: the first time, and at most. */
  readonly retry?: readonly [firstMs: number, lastMs: number]
  /** What is held while it takes nothing. */
  readonly limit?: { readonly count: number; readonly bytes: number }
}

/** A fifth of a second of a run is what a kill -9 can cost it; a transaction at every step would cost it more. */
const COMMIT_MS = 200
/** Somebody who sees that the disk is full has made room by then. */
const WAIT_MS = 60_000
const RETRY = [1000, 30_000] as const
const BATCH = { bytes: 1 << 23, reports: 4096 }

/**
 * Keeps a run in a data folder by ourselves, without a hub: emits nothing and completes when everything is durable.
 * The folder is opened at once, so that one that cannot be written is known before anything is computed. A store that takes
 * nothing later (its disk is full) ends no run: what it does not take is held, thinned when it is too much, and brought
 * again; what it has not taken in the end is left in a journal.
 */
export async function storeSink(
  folder: string,
  settings: SinkSettings = {},
): Promise<OperatorFunction<Envelope, never>> {
  const store = await openStore(folder)
  return (envelope$) => storedIn(store, envelope$, folder, settings)
}

/** The same in a store that is open, which it closes in the end. */
export function storedIn(
  store: Store,
  envelope$: Observable<Envelope>,
  folder: string,
  settings: SinkSettings,
): Observable<never> {
  const { say = sayHere, commitMs = COMMIT_MS, waitMs = WAIT_MS, retry = RETRY, hurry$ } = settings
  const { limit = { count: BOUNDS.reportsInMemory, bytes: BOUNDS.memoryBytes } } = settings
  return new Observable<never>((subscriber) => {
    const memory = openMemory()
    const leftOut = openLeftOut()
    const retries = openBackoff(retry)
    let run: RunId | null = null
    let hasEnded = false
    let isHurried = false
    /** Why the store takes nothing, while it does not. */
    let failing: string | null = null
    let timer: NodeJS.Timeout | undefined
    let isBusy = false

    function later(ms: number): void {
      timer ??= setTimeout(() => void commit(), ms)
    }

    async function commit(): Promise<void> {
      timer = undefined
      if (isBusy) return
      isBusy = true
      try {
        while (run !== null && memory.count > 0) memory.dropBefore(await kept(store, run, memory, leftOut))
        if (failing !== null) say(`The reports of run ${run} are stored in ${folder} again`)
        failing = null
        retries.reset()
      } catch (error) {
        if (failing === null)
          say(
            `Cannot store the reports of run ${run} in ${folder}: ${messageOf(error)}. The training goes on, and they are kept in memory, thinned when there are too many; make room on the disk`,
          )
        failing = messageOf(error)
        later(retries.nextMs())
      }
      isBusy = false
      finish()
    }

    function finish(): void {
      if (!hasEnded || isBusy) return
      if (memory.count === 0 || (failing !== null && isHurried)) subscriber.complete()
      else if (failing === null) later(0)
    }

    function hurry(): void {
      isHurried = true
      finish()
    }

    function leave(): void {
      process.off('exit', leave)
      clearTimeout(timer)
      if (run !== null && memory.count > 0) leaveInJournal(folder, run, memory, say)
      void store.close().catch((error: unknown) => say(messageOf(error)))
    }

    process.once('exit', leave)
    subscriber.add(leave)
    subscriber.add(hurry$?.subscribe(hurry))
    subscriber.add(
      envelope$.subscribe({
        next(envelope) {
          run = envelope.run
          memory.push(envelope)
          if (failing !== null) memory.thin(memory.from, limit, `the disk took nothing (${failing})`)
          later(commitMs)
        },
        error: (error: unknown) => subscriber.error(error),
        complete() {
          hasEnded = true
          finish()
          const end = setTimeout(hurry, waitMs)
          subscriber.add(() => clearTimeout(end))
        },
      }),
    )
  })
}

/** Brings a batch of what is held to the store; what it wants next. What it never takes is left out. */
async function kept(store: Store, run: RunId, memory: Memory, leftOut: LeftOut): Promise<number> {
  const held = memory.since(memory.from, BATCH.bytes, BATCH.reports)
  const batch = firstOf(held, memory.from, BATCH.reports)
  const answer = await ingested(store, run, batch, leftOut)
  if (!answer.ok) throw runtimeError(answer.why)
  return answer.next
}
