import {
  BOUNDS,
  charactersOf,
  columnsOf,
  describedRun,
  factOf,
  malformed,
  PhasescopeError,
  runtimeError,
  TRAINER,
  undeclaredSeries,
  type Column,
  type Envelope,
  type Fact,
  type Report,
  type Run,
  type SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import { DamagedError } from '#src/store/damage.ts'
import type { Cards } from '#src/store/store.ts'
import { assertKnownCards, probesOf, withoutCards } from './cards.ts'
import type { Database } from './database.ts'
import { seriesIn, type Draft } from './draft.ts'
import { assertRoomForOther, roomForTrainer, type FactsKept } from './fact-room.ts'
import { removedRun } from './run-row.ts'
import { seriesOfProbe } from './series.ts'
import { notForOthers, othersMayReport, othersProbe, othersSeries, type WriterRow } from './writers.ts'

/** What one arrival brings that is new, checked whole against what is stored and against what came before it. */
export interface Plan extends FactsKept {
  readonly writer: WriterRow
  readonly isMain: boolean
  readonly envelopes: readonly Envelope[]
  /** As they are kept: beside their numbers, and without cards. */
  readonly facts: readonly Envelope<Fact>[]
  readonly cards: { readonly hash: string; readonly json: string | null } | null
  readonly series: ReadonlyMap<string, PlannedSeries>
}

/** A Report, or a series of it, that will never be kept. */
export class NeverKept extends PhasescopeError {
  readonly never: { readonly seq: number; readonly series: string | null }
  constructor(cause: PhasescopeError, never: NeverKept['never']) {
    super(cause.kind, cause.message, { cause })
    this.never = never
  }
}

/** What an arrival says of one series. */
export interface PlannedSeries {
  readonly frames: 0 | 1
  declaration: SeriesDeclaration | null
  readonly columns: Column[]
  last: number
  points: number
}

/** Changes nothing: what is refused here costs nobody else anything. */
export function planOf(db: Database, draft: Draft, writer: WriterRow, all: readonly Envelope[]): Plan {
  if (draft.run !== null && draft.run.removed_at !== null) throw removedRun(draft.id)
  const isMain = draft.run === null || writer.main === 1
  const envelopes = inOrder(draft, writer, all)
  const facts: Envelope<Fact>[] = []
  const series = new Map<string, PlannedSeries>()
  let cards: Plan['cards'] = null
  let told: Run | null = null
  for (const [i, envelope] of envelopes.entries()) {
    const { report } = envelope
    if (draft.run === null && i === 0) assertBeginning(draft, report)
    else if (report.type === 'started')
      throw malformed(`reports[${i}].report.type`, 'what follows the beginning of a run', report.type)
    keepable(envelope.seq, null, () => {
      if (!isMain) assertOthersMay(db, draft, writer, report)
    })
    if (report.type === 'described')
      keepable(envelope.seq, null, () => {
        told = describedWithin(told ?? declaredIn(draft, envelopes), report)
      })
    if (report.type === 'declared')
      keepable(envelope.seq, report.series.name, () => {
        planned(db, draft, writer, series, report.series).declaration = report.series
      })
    for (const column of columnsOf(report))
      keepable(envelope.seq, column.series, () => measure(db, draft, writer, series, column))
    const said = factOf(envelope)
    if (said === null) continue
    const fact = writer.writer === TRAINER ? said : { ...said, writer: writer.writer }
    if (fact.report.type !== 'started') facts.push(fact)
    else {
      const kept = withoutCards(fact.report)
      if (kept.json === null) assertKnownCards(db, kept.report.cards, 'report(type = started).cards')
      cards = { hash: kept.report.cards, json: kept.json }
      facts.push({ ...fact, report: kept.report })
    }
  }
  return { writer, isMain, envelopes, ...keptOf(db, draft, { writer: writer.writer, isMain }, facts), cards, series }
}

function keptOf(
  db: Database,
  draft: Draft,
  { writer, isMain }: { writer: string; isMain: boolean },
  facts: readonly Envelope<Fact>[],
): FactsKept {
  if (isMain && facts.length > 0) return roomForTrainer(db, draft, writer, facts)
  if (facts.length > 0)
    assertRoomForOther(db, draft, writer, facts, (why, seq) => new NeverKept(why, { seq, series: null }))
  return { facts, dropped: 0, why: null }
}

/** Does `work`; what is wrong there is wrong whenever it comes. */
function keepable(seq: number, series: string | null, work: () => void): void {
  try {
    work()
  } catch (error) {
    if (error instanceof PhasescopeError && !(error instanceof DamagedError))
      throw new NeverKept(error, { seq, series })
    throw error
  }
}

/** Without what was seen before. A gap is refused. */
function inOrder(draft: Draft, { writer, next }: WriterRow, all: readonly Envelope[]): Envelope[] {
  let wanted = next
  const fresh: Envelope[] = []
  for (const [i, envelope] of all.entries()) {
    if (envelope.run !== draft.id) throw malformed(`reports[${i}].run`, `'${draft.id}'`, envelope.run)
    if (envelope.seq < wanted) continue
    if (envelope.seq > wanted) throw gap(draft.id, writer, wanted, envelope.seq)
    wanted++
    fresh.push(envelope)
  }
  return fresh
}

function gap(run: string, writer: string, expected: number, received: number): Error {
  const whose = writer === TRAINER ? '' : ` of writer '${writer}'`
  return runtimeError(
    `Run '${run}': expected report ${expected}${whose}, got ${received}; send again from ${expected}, nothing of this batch was stored`,
  )
}

function assertBeginning(draft: Draft, report: Report): void {
  if (report.type !== 'started') throw malformed(`run '${draft.id}'.reports[0].type`, "'started'", report.type)
  if (report.run.id !== draft.id) throw malformed(`report(type = started).run.id`, `'${draft.id}'`, report.run.id)
}

function assertOthersMay(db: Database, draft: Draft, { writer }: WriterRow, report: Report): void {
  const run = () => declaredIn(draft, [])
  if (!othersMayReport(report.type, run)) throw notForOthers(run(), writer, report.type)
  if (report.type === 'offered' && hasProbe(db, draft, report.probe.id)) throw othersProbe(draft.id, report.probe.id)
  if (report.type === 'absent') {
    const owner = seriesIn(db, draft, report.series)?.writer ?? writer
    if (owner !== writer) throw othersSeries(draft.id, report.series, owner, writer)
  }
  if (report.type === 'failed') {
    const other = draft.run?.key == null ? null : seriesOfProbe(db, draft.run.key, report.probe, writer)
    if (other !== null) throw othersSeries(draft.id, other.name, other.writer, writer)
  }
}

/** Whether the catalogue with which the run began has a probe of this id: what it says of it stays what it said. */
function hasProbe(db: Database, { run, cards }: Draft, id: string): boolean {
  if (run === null || run.cards === null) return false
  if (cards === null) return probesOf(db, run.cards).has(id)
  return (JSON.parse(cards.json) as Cards).probes.some((probe) => probe.id === id)
}

/** The run as it has declared itself so far. */
function declaredIn({ run }: Draft, envelopes: readonly Envelope[]): Run {
  if (run !== null) return JSON.parse(run.declaration) as Run
  return (envelopes[0]!.report as Extract<Report, { type: 'started' }>).run
}

/** A run that says more of itself, again and again: its line in a list stays a line. */
export function describedWithin(run: Run, description: Extract<Report, { type: 'described' }>): Run {
  const after = describedRun(run, description)
  for (const [what, values] of Object.entries({ parameters: after.parameters, summary: after.summary ?? {} })) {
    const count = Object.keys(values).length
    if (count > BOUNDS.entries)
      throw malformed(`report(type = described).${what}`, `at most ${BOUNDS.entries} with those before`, count)
    const characters = charactersOf(values)
    if (characters > BOUNDS.settingsCharacters)
      throw malformed(`report(type = described).${what}`, `at most ${BOUNDS.settingsCharacters} characters with those before`, characters) // prettier-ignore
  }
  return after
}

function planned(
  db: Database,
  draft: Draft,
  row: WriterRow,
  series: Map<string, PlannedSeries>,
  declaration: SeriesDeclaration,
): PlannedSeries {
  const { writer } = row
  const before = series.get(declaration.name)
  if (before !== undefined) return before
  const known = seriesIn(db, draft, declaration.name)
  if (known === null) assertRoomForSeries(draft, row, series)
  if (known !== null && known.writer !== writer) throw othersSeries(draft.id, declaration.name, known.writer, writer)
  const frames = known?.frames ?? (declaration.kind === 'scalar' ? 0 : 1)
  const one = { frames, declaration: known === null ? declaration : null, columns: [], last: -1, points: 0 } // prettier-ignore
  series.set(declaration.name, one)
  return one
}

/** Each is said to whoever opens the run, and one that names its series by its data would have one a value. */
function assertRoomForSeries(
  draft: Draft,
  { writer, main }: WriterRow,
  series: ReadonlyMap<string, PlannedSeries>,
): void {
  const isMain = draft.run === null || main === 1
  const most = isMain ? BOUNDS.series : BOUNDS.series / 2
  // What is planned may be known already: it is looked at more closely only where it matters.
  const before = draft.run?.series ?? 0
  if (before + draft.series.size + series.size < most) return
  const fresh = [...draft.series.values()].filter(({ row }) => row === null).length
  const planned = [...series.keys()].filter((name) => !draft.series.has(name)).length
  if (before + fresh + planned < most) return
  throw runtimeError(
    `Run '${draft.id}' has ${most} series, the most that ${isMain ? 'it may have' : `writer '${writer}' beside its main one may add to`}; further ones are left out: log under fewer names`,
  )
}

function measure(
  db: Database,
  draft: Draft,
  writer: WriterRow,
  series: Map<string, PlannedSeries>,
  column: Column,
): void {
  const { series: name, steps, lengths } = column
  const one = series.get(name) ?? planned(db, draft, writer, series, undeclaredSeries(name, lengths !== null))
  if ((lengths === null) !== (one.frames === 0)) {
    throw malformed(`columns(series = ${name})`, one.frames === 0 ? 'scalars' : 'frames', lengths && 'frames')
  }
  for (const step of steps) {
    if (!Number.isSafeInteger(step) || step < 0)
      throw malformed(`columns(series = ${name}).steps`, 'whole numbers from 0', step)
    if (step > one.last) one.last = step
  }
  one.points += steps.length
  if (steps.length > 0) one.columns.push(column)
}
