import { setImmediate as turn } from 'node:timers/promises'
import { runtimeError, visible, type RunId } from '#src/vocabulary/index.ts'
import { heldRunLock } from '../processes/run-lock.ts'
import { QUIET_MS, type OpenSource, type Row, type Source } from '#trainer/sources/index.ts'
import { idOf, type Wishes } from './declared-run.ts'
import { openSession, type Ending, type Session } from './session.ts'
import type { Sink } from './sink.ts'
import type { Tally } from './tally.ts'

/** What every source is read with. */
export interface Importing {
  /** Null where nothing is to be kept. */
  readonly sink: Sink | null
  readonly data: string
  readonly tally: Tally
  readonly wishes: Wishes
  /** Somebody wants it to end. */
  readonly signal?: AbortSignal
}

/** A source that is being read, and the runs that it has: one, or those of a table of several. */
export interface Reading {
  readonly source: Source
  readonly sessions: ReadonlyMap<string | null, Session>
  /** Reads and sends all that is there. With `isLast` nothing more is expected. */
  more(isLast: boolean): Promise<void>
  /** A file of it was cut or replaced, or it says no more than it did though it has grown: it is to be read anew. */
  isStale(): boolean
  /** Reads and sends what was written last to a file that was moved, before another came in its place: as a log that is rotated is. */
  lastOfMoved(): Promise<void>
  /** It says itself that it has ended, or nobody has written to it for so long. */
  isOver(quietMs: number): boolean
  /** When all that was sent is kept. */
  flushed(): Promise<void>
  end(how: Ending): Promise<void>
  close(): void
}

/** How long others wait for their turn, and somebody who wants it to end; the clock is looked at once in so many rows. */
const TURN_MS = 50
const ROWS = 64

export function openReading(source: Source, { sink, data, tally, wishes, signal }: Importing): Reading {
  const opened: OpenSource = source.open()
  const sessions = new Map<string | null, Session>()
  const locks: (() => void)[] = []
  let session: Session | null = null
  let run: string | null = null
  let extent = source.extent()
  let isDone = false

  async function opening(): Promise<Session> {
    const there = sessions.get(run)
    if (there !== undefined) return there
    const id: RunId = idOf(source, run)
    if (sink !== null) locks.push(await heldRunLock(data, id))
    const made = await openSession(source, { sink, data, run, tally, wishes, writtenAt: opened.writtenAt })
    sessions.set(run, made)
    return made
  }

  async function take(row: Exclude<Row, { type: 'end' }>): Promise<void> {
    if (row.type === 'turn') {
      await session?.send()
      ;[run, session] = [row.run, null]
    } else if (row.type === 'pause') return
    else if (row.type === 'fault') tally.fault(source.path, row)
    else if (row.type === 'left') tally.left(row.what)
    else {
      session ??= await opening()
      session.take(row)
      if (session.isFull) await session.send()
    }
  }

  /** Up to the end of what is there; gives its word of that, null where no more will ever come. */
  async function upToEnd(asked: boolean): Promise<Extract<Row, { type: 'end' }> | null> {
    let turned = performance.now()
    for (let count = 1, first: boolean | undefined = asked || undefined; ; count++, first = undefined) {
      const step = opened.rows.next(first)
      const { value: row, done } = step instanceof Promise ? await step : step
      if (done === true) return null
      if (row.type === 'end') return row
      // What is most of a log is taken without a wait.
      if (row.type === 'scalar' && session !== null && !session.isFull) session.take(row)
      else await take(row)
      if (row.type !== 'pause' && count % ROWS !== 0) continue
      if (performance.now() - turned < TURN_MS) continue
      await turn()
      if (signal?.aborted === true) throw interrupted()
      turned = performance.now()
    }
  }

  async function more(isLast: boolean): Promise<void> {
    extent = source.extent()
    const end = isDone ? null : await upToEnd(false)
    isDone = end === null
    if (isLast && end !== null) await last(end)
    for (const one of sessions.values()) await one.send()
  }

  return {
    source,
    sessions,
    more,
    isStale: () => opened.replaced() !== null || (isDone && source.extent() !== extent),
    lastOfMoved: () => (opened.replaced() === 'moved' ? more(false) : Promise.resolve()),
    isOver: (quietMs) => {
      const all = [...sessions.values()]
      return (all.length > 0 && all.every(({ hasEnded }) => hasEnded)) || Date.now() - opened.writtenAt() > quietMs
    },
    async flushed() {
      for (const one of sessions.values()) await one.flushed()
    },
    async end(how) {
      for (const one of sessions.values()) await one.end(how)
    },
    close() {
      for (const one of sessions.values()) one.close()
      for (const release of locks) release()
      opened.close()
    },
  }

  async function last({ left, at }: { left: number; at: string }): Promise<void> {
    const isText = source.format === 'csv' || source.format === 'json'
    if (isText && (left === 0 || Date.now() - opened.writtenAt() > QUIET_MS)) await upToEnd(true)
    else if (left > 0) {
      const why = isText
        ? 'the last line is not ended, and the file was written just now'
        : 'the file ends within a record'
      tally.fault(source.path, { at, why: `${why}; it is left for the next time`, got: `${left} bytes` })
    }
  }
}

export function interrupted(): Error {
  return runtimeError('Ended before all of it was imported; the same command again goes on where it stopped')
}

/** A table that holds another training's points by now, as the source of another run. */
export function writtenAnew(source: Source): Source {
  return { ...source, identity: `${source.identity}\nwritten anew` }
}

/** One line on a run that was read. */
export function textOf({ source, sessions }: Reading): string[] {
  return [...sessions.values()].map(({ run, points: { added, known, series } }) => {
    const before = known === 0 ? '' : `, ${known} were there`
    return `${run}: ${added} points of ${series} series${before}, from ${visible(source.path)}`
  })
}
