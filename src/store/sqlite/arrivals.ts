import { messageOf, TRAINER, type Envelope, type RunId } from '#src/vocabulary/index.ts'
import { reportsFromBytes } from '#src/wire/reports.ts'
import type { Arrival, Kept } from '#src/store/store.ts'
import type { Database } from './database.ts'
import { draftOf, writerIn, type Draft } from './draft.ts'
import { NeverKept, planOf } from './plan.ts'
import { accept, write } from './write.ts'

type Refused = Extract<Kept, { ok: false }>
interface Parsed {
  readonly run: RunId
  readonly writer: string
  readonly envelopes: readonly Envelope[]
}

/**
 * Keeps arrivals in one commit. One that is refused (a gap, a step that is none) costs the others nothing; where writing
 * itself fails, each is tried in a commit of its own, so that what is wrong with one run does not stop the others.
 */
export function keepArrivals(db: Database, arrivals: readonly Arrival[]): Kept[] {
  return kept(db, arrivals.map(parse))
}

/** Keeps Reports of the trainers of any runs: all or, with an error, none of them. */
export function keepEnvelopes(db: Database, envelopes: readonly Envelope[]): void {
  if (envelopes.length === 0) return
  db.transaction(() => {
    const drafts = new Map<RunId, Draft>()
    for (const [run, own] of Map.groupBy(envelopes, (one) => one.run)) {
      add(db, drafts, { run, writer: TRAINER, envelopes: own })
    }
    for (const draft of drafts.values()) write(db, draft)
  })
}

function kept(db: Database, parsed: readonly (Parsed | Refused)[]): Kept[] {
  try {
    return db.transaction(() => {
      const drafts = new Map<RunId, Draft>()
      const answers = parsed.map((one) => ('ok' in one ? one : answerTo(db, drafts, one)))
      for (const draft of drafts.values()) write(db, draft)
      return answers
    })
  } catch (error) {
    return parsed.length > 1 ? parsed.flatMap((one) => kept(db, [one])) : [refusal(error)]
  }
}

function answerTo(db: Database, drafts: Map<RunId, Draft>, parsed: Parsed): Kept {
  try {
    return add(db, drafts, parsed)
  } catch (error) {
    return refusal(error)
  }
}

function add(db: Database, drafts: Map<RunId, Draft>, { run, writer: name, envelopes }: Parsed): Kept {
  const draft = drafts.get(run) ?? draftOf(db, run)
  drafts.set(run, draft)
  const writer = writerIn(db, draft, name)
  const plan = planOf(db, draft, writer, envelopes)
  accept(draft, plan)
  const { facts, dropped, why } = plan
  const kept = { ok: true, from: writer.next, next: writer.next + plan.envelopes.length, facts } as const
  return dropped === 0 ? kept : { ...kept, dropped: { facts: dropped, why } }
}

function parse({ run, writer, bytes }: Arrival): Parsed | Refused {
  try {
    return { run, writer, envelopes: reportsFromBytes(bytes) }
  } catch (error) {
    return refusal(error)
  }
}

function refusal(error: unknown): Refused {
  const why = messageOf(error)
  return error instanceof NeverKept ? { ok: false, why, never: error.never } : { ok: false, why }
}
