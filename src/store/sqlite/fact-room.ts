import { BOUNDS, runtimeError, type Envelope, type Fact, type PhasescopeError } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import type { Draft } from './draft.ts'
import { factBytes } from './facts.ts'

/** What is kept of the facts that came: whoever opens a run is sent all of them, and one that says without end could be opened by nobody. */
export interface FactsKept {
  readonly facts: readonly Envelope<Fact>[]
  readonly dropped: number
  /** Why, the first time that any of the run is dropped. */
  readonly why: string | null
}

/**
 * What a run can do without. All else is needed by whoever resumes, forks or replays it, and there is more room for that. What it says of itself since, and
 * what it offers, it can say without end: its own end has to find room.
 */
const CAN_DO_WITHOUT: readonly Fact['type'][] = ['declared', 'absent', 'marked', 'rejected', 'described', 'offered']

/** Who says that facts are dropped: a mark of this name stands in the place of the first of them. */
const BY = 'facts-dropped'

/**
 * Of what the trainer of a run says, what there is room for. It would bring what is refused again and again: beyond the bound
 * its facts are dropped for good, which one mark says, and its numbers go on.
 */
export function roomForTrainer(
  db: Database,
  draft: Draft,
  writer: string,
  facts: readonly Envelope<Fact>[],
): FactsKept {
  let bytes = bytesBefore(db, draft, writer, true)
  if (bytes + sum(facts.map(sizeOf)) <= BOUNDS.factBytes / 2) return { facts, dropped: 0, why: null }
  let isFull = isMarked(db, draft)
  let why: string | null = null
  let dropped = 0
  const kept: Envelope<Fact>[] = []
  for (const fact of facts) {
    const all = bytes + sizeOf(fact)
    const isNeeded = !CAN_DO_WITHOUT.includes(fact.report.type)
    const most = BOUNDS.factBytes + (isNeeded ? BOUNDS.neededFactBytes : 0)
    if (all <= most && (isNeeded || !isFull)) kept.push(fact)
    else {
      dropped += 1
      if (isFull) continue
      isFull = true
      why = `The trainer of run '${draft.id}' says more than ${BOUNDS.factBytes} bytes of it beside its numbers, the most that is kept. Of what it says from here on, marks and reasons of absent values are dropped; its numbers are kept`
      kept.push(marked(fact, draft.run?.step ?? 0, why))
    }
    bytes += sizeOf(kept.at(-1)!)
  }
  return { facts: kept, dropped, why }
}

/**
 * Whoever reports beside the trainer is refused from the first fact on for which there is no room: gives its number to
 * `refuse`, and why.
 */
export function assertRoomForOther(
  db: Database,
  draft: Draft,
  writer: string,
  facts: readonly Envelope<Fact>[],
  refuse: (why: PhasescopeError, seq: number) => Error,
): void {
  let bytes = bytesBefore(db, draft, writer, false)
  const beyond = facts.find((fact) => (bytes += sizeOf(fact)) > BOUNDS.othersFactBytes)
  if (beyond === undefined) return
  const why = `Run '${draft.id}': writers beside its trainer say more than ${BOUNDS.othersFactBytes} bytes of it beside its numbers, the most that is kept; '${writer}' can still report numbers, and an empty 'measured' in the place of this report`
  throw refuse(runtimeError(why), beyond.seq)
}

function bytesBefore(db: Database, { id, run, facts: waiting }: Draft, writer: string, isMain: boolean): number {
  const stored = run?.key == null ? 0 : factBytes(db, { id, key: run.key }, isMain)
  return stored + sum(waiting.filter((fact) => fact.writer === writer).map(({ report }) => report.length))
}

/** Asked of a run that has said half of what it may: of any other it is not. */
function isMarked(db: Database, { run, facts }: Draft): boolean {
  const beginning = `{"type":"marked","mark":{"by":"${BY}"`
  if (facts.some(({ report }) => report.startsWith(beginning))) return true
  if (run?.key == null) return false
  const found = db.sql('select 1 from fact where run = ? and substr(report, 1, ?) = ? limit 1')
  return found.get(run.key, beginning.length, beginning) !== undefined
}

function marked({ report: _, ...place }: Envelope<Fact>, step: number, about: string): Envelope<Fact> {
  return { ...place, report: { type: 'marked', mark: { by: BY, step, label: 'Not all is kept', about } } }
}

function sizeOf({ report }: Envelope<Fact>): number {
  return JSON.stringify(report).length
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0)
}
