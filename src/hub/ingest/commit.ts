import { messageOf, type Envelope, type Fact, type RunId, type WriterId } from '#src/vocabulary/index.ts'
import type { Refusal } from '#src/wire/protocol.ts'
import { reportsFromBytes } from '#src/wire/reports.ts'
import type { Kept, Store } from '#src/store/index.ts'
import type { Tally } from '#src/hub/sockets/tally.ts'

/** Packed Reports as they came from a writer of `run`, and how to answer it. */
export interface Arrival {
  readonly run: RunId
  readonly writer: WriterId
  readonly bytes: Uint8Array
  readonly answer: (reply: { ok: true; next: number } | Refusal) => void
}

/** What has become durable of one arrival. */
export interface Durable {
  readonly run: RunId
  readonly facts: readonly Envelope<Fact>[]
  /** All of it with its numbers, which are made of its bytes when somebody wants them. */
  readonly envelopes: () => readonly Envelope[]
}

/** Makes arrivals durable in one commit, answers each, and gives back what is new. */
export async function commit(store: Store, arrivals: readonly Arrival[], tally: Tally): Promise<Durable[]> {
  try {
    const kept = await store.ingest(arrivals.map(({ run, writer, bytes }) => ({ run, writer, bytes })))
    return arrivals.flatMap((arrival, i) => durableOf(arrival, kept[i]!, tally))
  } catch (error) {
    for (const { answer } of arrivals) answer({ ok: false, why: messageOf(error) })
    return []
  }
}

function durableOf({ run, bytes, answer }: Arrival, kept: Kept, tally: Tally): Durable[] {
  if (!kept.ok) {
    answer(kept)
    return []
  }
  const { next, from, facts, dropped } = kept
  if (dropped !== undefined) tally.dropped(dropped.facts, dropped.why)
  answer({ ok: true, next })
  if (next === from) return []
  let envelopes: readonly Envelope[] | null = null
  return [{ run, facts, envelopes: () => (envelopes ??= reportsFromBytes(bytes).filter(({ seq }) => seq >= from)) }]
}
