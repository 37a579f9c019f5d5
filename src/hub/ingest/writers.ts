import type { Command, RunId, WriterId } from '#src/vocabulary/index.ts'
import type { Readiness } from '#src/wire/protocol.ts'

/** Who reports about which run, over which connection, and what it obeys. */
export interface Writer<S> {
  readonly run: RunId
  readonly writer: WriterId
  /** Whether the run is its own: its coming and going is the run's, and Commands go to it alone. */
  readonly isMain: boolean
  readonly accepts: readonly Command['type'][]
  readonly clockAheadMs: number
  readonly socket: S
}

/** The writers that are connected. One connection each: the newest that has shown the secret. */
export interface Writers<S> extends Iterable<Writer<S>> {
  /** Takes the place of an earlier connection of the same writer, and gives that back. */
  put(writer: Writer<S>): Writer<S> | null
  /** The writer that this connection is now; null for a connection that said no hello, or whose place was taken. */
  of(socket: S): Writer<S> | null
  /** False where another connection has taken its place. */
  remove(writer: Writer<S>): boolean
  /** The run has begun, and this writer began it: nobody else is its main one, whoever hoped to be. */
  begun(run: RunId, writer: WriterId): void
  /** Who gets the Commands of a run: that one took effect is a Report that no other writer may make. */
  mainOf(run: RunId): Writer<S> | null
  readiness(run: RunId): Readiness
  clockAhead(run: RunId): number
}

export function newWriters<S>(): Writers<S> {
  const runs = new Map<RunId, Map<WriterId, Writer<S>>>()
  const bySocket = new Map<S, Writer<S>>()
  /** Who began a run while some writer of it was connected. */
  const beginners = new Map<RunId, WriterId>()
  const of = (run: RunId) => [...(runs.get(run)?.values() ?? [])]
  const mainOf = (run: RunId) => of(run).find(({ isMain }) => isMain) ?? null

  function put(given: Writer<S>): Writer<S> | null {
    const beginner = beginners.get(given.run)
    const writer = beginner === undefined ? given : { ...given, isMain: given.writer === beginner }
    const there = runs.get(writer.run) ?? new Map<WriterId, Writer<S>>()
    const before = there.get(writer.writer) ?? null
    runs.set(writer.run, there.set(writer.writer, writer))
    if (before !== null) bySocket.delete(before.socket)
    bySocket.set(writer.socket, writer)
    return before
  }

  return {
    put,
    begun(run, writer) {
      beginners.set(run, writer)
      of(run).forEach(put)
    },
    mainOf,
    of: (socket) => bySocket.get(socket) ?? null,
    remove(writer) {
      const there = runs.get(writer.run)
      if (there?.get(writer.writer) !== writer) return false
      there.delete(writer.writer)
      bySocket.delete(writer.socket)
      if (there.size === 0) {
        runs.delete(writer.run)
        beginners.delete(writer.run)
      }
      return true
    },
    readiness(run) {
      const main = mainOf(run)
      return { live: main !== null, accepts: main?.accepts ?? [] }
    },
    clockAhead: (run) => (mainOf(run) ?? of(run)[0])?.clockAheadMs ?? 0,
    [Symbol.iterator]: () => bySocket.values(),
  }
}
