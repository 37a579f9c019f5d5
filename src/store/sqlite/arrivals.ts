import { factOf, malformed, messageOf, type Envelope } from '#src/vocabulary/index.ts'
import { reportsFromBytes } from '#src/wire/reports.ts'
import type { Arrival, Kept } from '#src/store/store.ts'
import type { Sqlite } from './sqlite.ts'

interface Parsed extends Arrival {
  readonly envelopes: readonly Envelope[]
}

/**
 * Keeps arrivals in one commit, or, where one of them is refused (a gap, a step that is none), each in its own, so that
 * the others are not.
 */
export function keepArrivals(sqlite: Sqlite, arrivals: readonly Arrival[]): Kept[] {
  const parsed = arrivals.map(parse)
  const good = parsed.filter((one) => 'envelopes' in one)
  let kept: Kept[]
  try {
    kept = keep(sqlite, good)
  } catch (error) {
    kept = good.length === 1 ? [refusal(error)] : good.map((one) => keepAlone(sqlite, one))
  }
  const answers = kept[Symbol.iterator]()
  return parsed.map((one) => ('envelopes' in one ? (answers.next().value as Kept) : one))
}

function keepAlone(sqlite: Sqlite, arrival: Parsed): Kept {
  try {
    return keep(sqlite, [arrival])[0]!
  } catch (error) {
    return refusal(error)
  }
}

function keep(sqlite: Sqlite, arrivals: readonly Parsed[]): Kept[] {
  const next = new Map(arrivals.map(({ run }) => [run, sqlite.next(run)]))
  sqlite.ingest(arrivals.flatMap(({ envelopes }) => envelopes))
  return arrivals.map(({ run, envelopes }) => {
    const from = next.get(run)!
    const fresh = envelopes.filter(({ seq }) => seq >= from)
    const to = Math.max(from, (fresh.at(-1)?.seq ?? -1) + 1)
    next.set(run, to)
    return { ok: true, next: sqlite.next(run), from, facts: fresh.map(factOf).filter((fact) => fact !== null) }
  })
}

function parse(arrival: Arrival): Parsed | Extract<Kept, { ok: false }> {
  try {
    const envelopes = reportsFromBytes(arrival.bytes)
    const stranger = envelopes.findIndex((envelope) => envelope.run !== arrival.run)
    if (stranger >= 0) throw malformed(`reports[${stranger}].run`, `'${arrival.run}'`, envelopes[stranger]?.run)
    return { ...arrival, envelopes }
  } catch (error) {
    return refusal(error)
  }
}

function refusal(error: unknown): Extract<Kept, { ok: false }> {
  return { ok: false, why: messageOf(error) }
}
