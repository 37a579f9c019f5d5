import { messageOf } from '#src/vocabulary/index.ts'
import { lastSeqOf } from './held.ts'
import type { Journal } from './journal.ts'
import type { Memory } from './memory.ts'
import { openBackoff } from './waits.ts'

/** How much may be held, and where it is said that there was no room. */
export interface Room {
  readonly reports: number
  readonly bytes: number
  readonly journalBytes: number
  readonly say: (line: string) => void
  readonly writeMs?: number
  /** Until a disk that takes nothing is tried again: the first time, and at most. */
  readonly retry?: readonly [firstMs: number, lastMs: number]
}

/** Writes what memory holds to the journal, while that is wanted, and makes room in both. */
export interface Spool {
  readonly isOn: boolean
  /** The disk took nothing when it was tried last. */
  readonly isFailing: boolean
  /** From now on everything that is held is written within half a second, the oldest first. */
  start(): void
  stop(): void
  /** More is held. */
  more(): void
  /** Everything before `seq` is delivered. */
  delivered(seq: number): void
  /** Writes all of it at once, for who does not come to wait for the disk; only where each write of the journal is done when `append` returns. */
  writeNow(): void
}

/** A kill of this process can cost what was reported in the last so many milliseconds, and while that was being written. */
const WRITE_MS = 500
/** So much is written at once. */
const CHUNK = 1 << 18
const RETRY = [1000, 30_000] as const
/** A write that has not come back by then is as good as a disk that takes nothing. */
const STUCK_MS = 5000

export function openSpool(memory: Memory, journal: Journal, room: Room): Spool {
  const { reports, bytes, journalBytes, say, writeMs = WRITE_MS } = room
  const retries = openBackoff(room.retry ?? RETRY)
  let isOn = false
  let isBusy = false
  let isShrinking = false
  let durable = 0
  /** Why the disk takes nothing, while it does not. */
  let failing: string | null = null
  let timer: NodeJS.Timeout | undefined
  /** The number up to which a write is under way, and since when. */
  let writing: { readonly through: number; readonly since: number } | null = null
  let shrinkAbove = journalBytes
  let isThinningSaid = false

  const isOver = () => memory.count > reports || memory.bytes > bytes
  const later = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void write(), ms)
    // A page has numbers, which keep nobody.
    if (typeof timer === 'object') timer.unref()
  }

  async function write(): Promise<void> {
    if (isBusy) return
    isBusy = true
    clearTimeout(timer)
    timer = undefined
    try {
      while (isOn) {
        if (journal.end !== null && journal.end < memory.from) await journal.clear()
        const chunk = memory.since(journal.end ?? memory.from, CHUNK)
        const last = chunk.at(-1)
        if (last === undefined) break
        writing = { through: lastSeqOf(last), since: performance.now() }
        await journal.append(chunk)
        writing = null
        worksAgain()
        forget()
        if (!isOver()) break
      }
      if (journal.bytes > shrinkAbove) void shrink()
      if (!isOn) await clearDelivered()
    } catch (error) {
      fails(error)
    } finally {
      writing = null
      isBusy = false
    }
    if (isOn && memory.end > (journal.end ?? memory.from)) later(failing === null ? writeMs : retries.nextMs())
  }

  /** Of what is on disk, memory holds no more than fits. */
  function forget(): void {
    while (isOver() && memory.from < (journal.end ?? 0)) {
      memory.dropBefore(Math.min(journal.end ?? 0, memory.from + Math.ceil(memory.count / 4)))
    }
  }

  function worksAgain(): void {
    if (failing !== null) say(`What the hub has not taken is stored in ${journal.path} again`)
    failing = null
    isThinningSaid = false
    retries.reset()
  }

  function fails(error: unknown): void {
    if (failing === null && journal.never !== undefined)
      say(`${journal.never}: what the hub has not taken is kept in memory, and thinned when there is too much of it`)
    else if (failing === null)
      say(
        `Cannot store what the hub has not taken in ${journal.path}: ${messageOf(error)}; it is kept in memory, and thinned when there is too much of it. Make room on the disk, or start the hub`,
      )
    failing = messageOf(error)
  }

  /** Where the disk takes nothing, memory has to do, and takes no more than it may. */
  function thinMemory(): void {
    const isStuck = writing !== null && performance.now() - writing.since > STUCK_MS
    if (failing === null && !isStuck) return
    const why = `the hub was away, and the disk took nothing (${failing ?? 'a write does not come back'})`
    const from = Math.max(journal.end ?? 0, (writing?.through ?? -1) + 1)
    const isThinned = memory.thin(from, { count: reports, bytes }, why)
    if (isThinned && !isThinningSaid)
      say('There is no room for everything that the hub has not taken: it was thinned, and its extremes are kept')
    isThinningSaid ||= isThinned
  }

  async function shrink(): Promise<void> {
    if (isShrinking) return
    isShrinking = true
    try {
      const room = `${Math.round(journalBytes / 1e6)} MB`
      await journal.shrink(durable, journalBytes, `the hub was away, and the journal may take ${room}`)
    } catch (error) {
      say(`Cannot thin the journal: ${messageOf(error)}`)
    } finally {
      // What could not be made smaller is not tried again at every write.
      shrinkAbove = Math.max(journalBytes, 1.25 * journal.bytes)
      isShrinking = false
    }
  }

  async function clearDelivered(): Promise<void> {
    if (journal.end !== null && journal.end <= durable) await journal.clear()
  }

  return {
    get isOn() {
      return isOn
    },
    get isFailing() {
      return failing !== null
    },
    start() {
      if (isOn) return
      isOn = true
      void write()
    },
    stop() {
      isOn = false
    },
    more() {
      if (!isOn) return
      if (isOver()) {
        thinMemory()
        if (failing === null && !isBusy) void write()
      } else if (timer === undefined && !isBusy) later(writeMs)
    },
    writeNow() {
      try {
        if (journal.end !== null && journal.end < memory.from) journal.clearNow()
        const rest = memory.since(journal.end ?? memory.from, Infinity)
        if (rest.length > 0) journal.appendNow(rest)
        writing = null // what it wrote is among it
        worksAgain()
        forget()
      } catch (error) {
        fails(error)
      }
      if (isOver()) thinMemory()
    },
    delivered(seq) {
      durable = seq
      if (!isOn && !isBusy && journal.end !== null && journal.end <= seq) void write()
    },
  }
}
