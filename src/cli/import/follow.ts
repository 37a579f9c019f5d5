import { setTimeout as after } from 'node:timers/promises'
import { messageOf } from '#src/vocabulary/index.ts'
import type { Source } from '#trainer/sources/index.ts'
import { openReading, textOf, writtenAnew, type Importing, type Reading } from './reading.ts'
import { WrittenAnew } from './remembered.ts'

/** How often logs are looked at: much less than a second from a flush to the page. */
const LOOK_MS = 100
/** How often new logs are looked for, at least; and so many times as long as looking takes. */
const SEARCH_MS = 1000
const SEARCH_SHARE = 20
/** A log that nobody has written to for so long is over, as far as is known; when it grows after all, it is taken up again. */
const OVER_MS = 10 * 60_000

interface Followed {
  source: Source
  /** Null while nothing comes. */
  reading: Reading | null
  extent: number
  /** When what failed is tried again. */
  notBefore: number
  /** Another file is in the place of its log. */
  isReplaced: boolean
}

/** A hub that is gone, or refuses, is asked again after it. */
const AGAIN_MS = 5000

const keyOf = ({ format, path, name, identity }: Source) => JSON.stringify([format, path, name, identity])

/** Reads logs and whatever comes to them, and new ones as they begin, until somebody asks to end. */
export async function follow(
  find: () => readonly Source[],
  importing: Importing,
  {
    signal,
    say,
    lookMs = LOOK_MS,
  }: { readonly signal: AbortSignal; readonly say: (line: string) => void; readonly lookMs?: number },
): Promise<void> {
  const followed = new Map<string, Followed>()
  let nextSearch = 0
  while (!signal.aborted) {
    if (performance.now() >= nextSearch) {
      const begun = performance.now()
      const found = new Map(find().map((source) => [keyOf(source), source]))
      for (const [key, one] of followed) if (one.isReplaced) await replaced(key, one, found.has(key))
      for (const [key, source] of found)
        if (!followed.has(key))
          followed.set(key, { source, reading: null, extent: -1, notBefore: 0, isReplaced: false })
      const took = performance.now() - begun
      nextSearch = begun + Math.max(SEARCH_MS, SEARCH_SHARE * took)
    }
    for (const one of followed.values()) if (!signal.aborted) await look(one)
    await after(lookMs, undefined, { signal }).catch(() => {})
  }
  for (const { reading } of followed.values())
    if (reading !== null) await over(reading, { how: 'stopped', why: 'Its log is followed no longer' })

  async function look(one: Followed): Promise<void> {
    if (one.isReplaced) return
    try {
      if (one.reading?.isStale() === true) {
        one.isReplaced = true
        nextSearch = 0
        return
      }
      const extent = one.source.extent()
      if (one.reading === null && (extent === one.extent || performance.now() < one.notBefore)) return
      const isNew = one.reading === null
      one.reading ??= openReading(one.source, importing)
      await one.reading.more(false)
      one.extent = extent
      if (isNew) for (const line of textOf(one.reading)) say(line)
      if (one.reading.isOver(OVER_MS))
        await over(one.reading, { how: 'completed', why: null }).finally(() => (one.reading = null))
    } catch (error) {
      if (error instanceof WrittenAnew) {
        one.reading?.close()
        ;[one.source, one.reading, one.extent] = [writtenAnew(one.source), null, -1]
        return
      }
      if (signal.aborted) return
      importing.tally.fault(one.source.path, { at: 'all of it', why: messageOf(error) })
      one.reading?.close()
      ;[one.reading, one.extent, one.notBefore] = [null, -1, performance.now() + AGAIN_MS]
    }
  }

  /** The file that took the place of its log is looked for like any other; if it is the same run, what is there of it is passed over. */
  async function replaced(key: string, { reading }: Followed, isSame: boolean): Promise<void> {
    followed.delete(key)
    if (reading === null) return
    try {
      await reading.lastOfMoved()
      if (isSame) await reading.flushed()
      else await reading.end({ how: 'stopped', why: 'Another file is in the place of its log' })
    } catch (error) {
      if (!(error instanceof WrittenAnew)) throw error
    } finally {
      reading.close()
    }
  }

  async function over(reading: Reading, how: { how: 'completed' | 'stopped'; why: string | null }): Promise<void> {
    await reading.end(how)
    reading.close()
  }
}
