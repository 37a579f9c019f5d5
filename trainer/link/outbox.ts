import { BOUNDS, type Envelope, type Report } from '#src/vocabulary/index.ts'
import { firstOf } from './held.ts'
import type { Journal } from './journal.ts'
import { openMemory } from './memory.ts'
import { openSpool, type Room } from './spool.ts'

/**
 * What the hub has not acknowledged, oldest first. While the hub takes it, it is in memory only; once the hub has been
 * away for a while, or memory is full, all of it goes to the journal, the oldest first, and memory keeps what fits.
 */
export interface Outbox {
  /** Envelopes that are not durable at the hub. */
  readonly length: number
  /** The disk takes nothing: what is held would be lost with this process. */
  readonly isInMemoryOnly: boolean
  put(envelope: Envelope): void
  /** The next ones to send, or none: everything is on its way. */
  next(): Promise<Envelope[]>
  /** What came before `seq` is durable. */
  acknowledge(seq: number): void
  /** A new connection: send again from `seq`. False where that is gone already. */
  rewind(seq: number): boolean
  /** The hub takes nothing: what is held goes to the journal from now on, until the hub has caught up. */
  store(): void
  /** Puts everything in the journal at once, for who does not come to wait for it (`Spool.writeNow`). */
  storeNow(): void
  /** The process ends: puts everything in the journal at once, for a later process; where that is. */
  save(): string
}

const READ_BYTES = 1 << 20

/** `from`: where another process has left off, the first number that the hub may want; the journal has what it left. */
export function openOutbox(journal: Journal, room: Room, from = NaN): Outbox {
  const memory = openMemory(Number.isNaN(from) ? 0 : (journal.end ?? from))
  const spool = openSpool(memory, journal, room)
  /** Everything before is durable at the hub; NaN until there is something. */
  let durable = from
  /** What is sent next on this connection. */
  let cursor = Number.isNaN(from) ? 0 : from
  /** Read from the journal, and not yet sent. */
  let read: readonly Envelope[] = []

  /** As many as one message takes, from the journal where memory has them no more. */
  async function following(): Promise<readonly Envelope[]> {
    if (cursor >= memory.from)
      return firstOf(memory.since(cursor, BOUNDS.batchBytes, BOUNDS.reportsABatch), cursor, BOUNDS.reportsABatch)
    if (read[0]?.seq !== cursor) read = await journal.read(cursor, READ_BYTES)
    return read
  }

  return {
    get length() {
      return Number.isNaN(durable) ? 0 : memory.end - durable
    },
    get isInMemoryOnly() {
      return spool.isFailing
    },
    put(envelope) {
      if (Number.isNaN(durable)) durable = cursor = envelope.seq
      memory.push(envelope)
      if (memory.count > room.reports || memory.bytes > room.bytes) spool.start()
      spool.more()
    },
    async next() {
      const wanted = cursor
      const some = await following()
      if (cursor !== wanted) return this.next() // another connection began, or an acknowledgement came
      const batch = upTo(BOUNDS.batchBytes, some.slice(0, BOUNDS.reportsABatch))
      read = cursor < memory.from ? some.slice(batch.length) : []
      cursor += batch.length
      return batch
    },
    acknowledge(seq) {
      if (!(seq > durable)) return
      durable = Math.min(seq, memory.end)
      cursor = Math.max(cursor, durable)
      memory.dropBefore(durable)
      // It has caught up, and takes what comes.
      if (cursor >= memory.from && memory.count <= room.reports / 2 && memory.bytes <= room.bytes / 2) spool.stop()
      spool.delivered(durable)
    },
    rewind(seq) {
      if (Number.isNaN(durable)) return true
      this.acknowledge(seq)
      cursor = durable
      read = []
      return seq >= durable
    },
    store: () => spool.start(),
    storeNow: () => spool.writeNow(),
    save() {
      if (journal.end !== null && journal.end < memory.from) journal.clearNow()
      if (this.length > 0) journal.appendNow(memory.since(journal.end ?? memory.from, Infinity))
      return journal.path
    },
  }
}

/** As many as fit into so many bytes of a message, and at least one. */
function upTo(bytes: number, envelopes: readonly Envelope[]): Envelope[] {
  let size = 0
  const end = envelopes.findIndex(({ report }, i) => {
    size += bytesInMessage(report)
    return size > bytes && i > 0
  })
  return envelopes.slice(0, end < 0 ? undefined : end)
}

/** About what a Report takes of a message, at most: a character of its header has up to three bytes. */
function bytesInMessage(report: Report): number {
  if (!('columns' in report)) return 3 * JSON.stringify(report).length
  return report.columns.reduce(
    (sum, { series, steps, values, lengths }) =>
      sum + 100 + 3 * series.length + steps.byteLength + values.byteLength + (lengths?.byteLength ?? 0),
    100,
  )
}
