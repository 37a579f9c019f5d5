import { columnsOf, type Envelope } from '#src/vocabulary/index.ts'
import type { Journal } from './journal.ts'

/** What the hub has not acknowledged, oldest first: a bounded part in memory, the rest in a journal. */
export interface Outbox {
  /** Envelopes that are not durable at the hub. */
  readonly length: number
  put(envelope: Envelope): void
  /** The next ones to send, or none: everything is on its way, or too much is. */
  next(): Envelope[]
  /** What came before `seq` is durable. */
  acknowledge(seq: number): void
  /** A new connection: send again from `seq`. False where that is gone already. */
  rewind(seq: number): boolean
  /** Puts everything in the journal, for a later process; where that is. */
  save(): string
}

const MOST_IN_BATCH = 256
const JOURNAL_BYTES = 1 << 20
/** A hub takes no message of more than some tens of megabytes. */
const BATCH_BYTES = 1 << 23

export function openOutbox(journal: Journal, mostInMemory: number): Outbox {
  let memory: Envelope[] = []
  /** How many of `memory`, from its start, have been sent on this connection. */
  let sent = 0
  let durable = 0
  return {
    get length() {
      return memory.length + journal.length
    },
    put(envelope) {
      // Once something waits in the journal, what is newer has to wait behind it.
      if (journal.length > 0 || memory.length >= mostInMemory) journal.put([envelope])
      else memory.push(envelope)
    },
    next() {
      if (sent === memory.length && memory.length < mostInMemory && journal.length > 0) {
        memory.push(...journal.take(JOURNAL_BYTES))
      }
      const batch = upTo(BATCH_BYTES, memory.slice(sent, sent + MOST_IN_BATCH))
      sent += batch.length
      return batch
    },
    acknowledge(seq) {
      durable = Math.max(durable, seq)
      const gone = Math.min(memory.length, Math.max(0, seq - (memory[0]?.seq ?? seq)))
      memory = memory.slice(gone)
      sent = Math.max(0, sent - gone)
    },
    rewind(seq) {
      this.acknowledge(seq)
      sent = 0
      return seq >= durable
    },
    save() {
      if (memory.length > 0) journal.keep(memory)
      memory = []
      sent = 0
      return journal.path
    },
  }
}

/** As many as fit into so many bytes of numbers, and at least one. */
function upTo(bytes: number, envelopes: readonly Envelope[]): Envelope[] {
  let size = 0
  const end = envelopes.findIndex(({ report }, i) => {
    for (const { steps, values } of columnsOf(report)) size += steps.byteLength + values.byteLength
    return size > bytes && i > 0
  })
  return envelopes.slice(0, end < 0 ? undefined : end)
}
