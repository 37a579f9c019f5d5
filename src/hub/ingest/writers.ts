import type { Command, RunId, WriterId } from '#src/vocabulary/index.ts'
import type { Readiness } from '#src/wire/protocol.ts'

/** Who reports about which run, over which connection, and what it obeys. */
export interface Writer<S> {
  readonly run: RunId
  readonly writer: WriterId
  /** Whether the run is its own: its coming and going is the run's. */
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
  /** Who obeys such a Command: the main writer before others. */
  obeying(run: RunId, type: Command['type']): Writer<S> | null
  readiness(run: RunId): Readiness
  clockAhead(run: RunId): number
}

export function newWriters<S>(): Writers<S> {
  const runs = new Map<RunId, Map<WriterId, Writer<S>>>()
  const bySocket = new Map<S, Writer<S>>()
  /** The main one first. */
  const of = (run: RunId) => [...(runs.get(run)?.values() ?? [])].sort((a, b) => Number(b.isMain) - Number(a.isMain))
  return {
    put(writer) {
      const there = runs.get(writer.run) ?? new Map<WriterId, Writer<S>>()
      const before = there.get(writer.writer) ?? null
      runs.set(writer.run, there.set(writer.writer, writer))
      if (before !== null) bySocket.delete(before.socket)
      bySocket.set(writer.socket, writer)
      return before
    },
    of: (socket) => bySocket.get(socket) ?? null,
    remove(writer) {
      const there = runs.get(writer.run)
      if (there?.get(writer.writer) !== writer) return false
      there.delete(writer.writer)
      bySocket.delete(writer.socket)
      if (there.size === 0) runs.delete(writer.run)
      return true
    },
    obeying: (run, type) => of(run).find(({ accepts }) => accepts.includes(type)) ?? null,
    readiness(run) {
      const there = of(run)
      return {
        live: there.some(({ isMain }) => isMain),
        accepts: [...new Set(there.flatMap(({ accepts }) => accepts))],
      }
    },
    clockAhead: (run) => of(run)[0]?.clockAheadMs ?? 0,
    [Symbol.iterator]: () => bySocket.values(),
  }
}
