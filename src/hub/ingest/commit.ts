import { malformed, messageOf, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import type { Refusal } from '#src/wire/protocol.ts'
import { reportsFromBytes } from '#src/wire/reports.ts'
import type { Store } from '#src/store/index.ts'

/** Packed Reports as they came from the trainer of `run`, and how to answer it. */
export interface Arrival {
  readonly run: RunId | null
  readonly bytes: unknown
  readonly answer: (reply: { ok: true; next: number } | Refusal) => void
}

interface Parsed extends Arrival {
  readonly run: RunId
  readonly envelopes: readonly Envelope[]
}

/**
 * Makes arrivals durable in one commit, answers each, and gives back the Reports that are new. What is malformed is
 * refused with the reason and costs no other arrival anything.
 */
export function commit(store: Store, arrivals: readonly Arrival[]): Envelope[] {
  const parsed = arrivals.flatMap((arrival) => parse(arrival))
  try {
    return kept(store, parsed)
  } catch (error) {
    // One of several is refused (a gap, a step that is none): each on its own, so that the others are not.
    if (parsed.length > 1) return parsed.flatMap((arrival) => commit(store, [arrival]))
    for (const { answer } of parsed) answer({ ok: false, why: messageOf(error) })
    return []
  }
}

function parse(arrival: Arrival): Parsed[] {
  const { run, bytes, answer } = arrival
  try {
    if (run === null) throw malformed('reports', 'a hello with the run id before them', null)
    if (!(bytes instanceof Uint8Array)) throw malformed('reports', 'packed bytes', bytes)
    const envelopes = reportsFromBytes(bytes)
    const stranger = envelopes.findIndex((envelope) => envelope.run !== run)
    if (stranger >= 0) throw malformed(`reports[${stranger}].run`, `'${run}'`, envelopes[stranger]?.run)
    return [{ run, bytes, answer, envelopes }]
  } catch (error) {
    answer({ ok: false, why: messageOf(error) })
    return []
  }
}

function kept(store: Store, parsed: readonly Parsed[]): Envelope[] {
  const next = new Map(parsed.map(({ run }) => [run, store.next(run)]))
  const envelopes = parsed.flatMap((arrival) => arrival.envelopes)
  store.ingest(envelopes)
  for (const { run, answer } of parsed) answer({ ok: true, next: store.next(run) })
  const fresh: Envelope[] = []
  for (const envelope of envelopes) {
    if (envelope.seq !== next.get(envelope.run)) continue
    next.set(envelope.run, envelope.seq + 1)
    fresh.push(envelope)
  }
  return fresh
}
