import { malformed, messageOf, type Envelope, type Fact, type RunId, type WriterId } from '#src/vocabulary/index.ts'
import type { Refusal } from '#src/wire/protocol.ts'
import { reportsFromBytes } from '#src/wire/reports.ts'
import type { Kept, Store } from '#src/store/index.ts'

/** Packed Reports as they came from a writer of `run`, and how to answer it. */
export interface Arrival {
  readonly run: RunId | null
  readonly writer: WriterId
  readonly bytes: unknown
  readonly answer: (reply: { ok: true; next: number } | Refusal) => void
}

/** What has become durable of one arrival. */
export interface Durable {
  readonly run: RunId
  readonly facts: readonly Envelope<Fact>[]
  /** All of it with its numbers, which are made of its bytes when somebody wants them. */
  readonly envelopes: () => readonly Envelope[]
}

interface Addressed extends Arrival {
  readonly run: RunId
  readonly bytes: Uint8Array
}

/** Makes arrivals durable in one commit, answers each, and gives back what is new. */
export async function commit(store: Store, arrivals: readonly Arrival[]): Promise<Durable[]> {
  const addressed = arrivals.filter(isAddressed)
  try {
    const kept = await store.ingest(addressed.map(({ run, writer, bytes }) => ({ run, writer, bytes })))
    return addressed.flatMap((arrival, i) => durableOf(arrival, kept[i]!))
  } catch (error) {
    for (const { answer } of addressed) answer({ ok: false, why: messageOf(error) })
    return []
  }
}

/** Whether an arrival can be given to the store; what cannot is refused with the reason. */
function isAddressed(arrival: Arrival): arrival is Addressed {
  const { run, bytes, answer } = arrival
  const isPacked = bytes instanceof Uint8Array
  if (run !== null && isPacked) return true
  const error =
    run === null
      ? malformed('reports', 'a hello with the run id before them', null)
      : malformed('reports', 'packed bytes', bytes)
  answer({ ok: false, why: messageOf(error) })
  return false
}

function durableOf({ run, bytes, answer }: Addressed, kept: Kept): Durable[] {
  if (!kept.ok) {
    answer({ ok: false, why: kept.why })
    return []
  }
  const { next, from, facts } = kept
  answer({ ok: true, next })
  if (next === from) return []
  let envelopes: readonly Envelope[] | null = null
  return [{ run, facts, envelopes: () => (envelopes ??= reportsFromBytes(bytes).filter(({ seq }) => seq >= from)) }]
}
