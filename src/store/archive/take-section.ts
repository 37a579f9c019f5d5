import {
  BOUNDS,
  messageOf,
  TRAINER,
  undeclaredSeries,
  type Column,
  type Envelope,
  type Fact,
  type Run,
  type RunId,
} from '#src/vocabulary/index.ts'
import { reportsFromBytes } from '#src/wire/reports.ts'
import { withoutCards } from '#src/store/sqlite/cards.ts'
import type { Database } from '#src/store/sqlite/database.ts'
import { draftOf, emptySeries, seriesIn, type Draft } from '#src/store/sqlite/draft.ts'
import { describedWithin, type Plan } from '#src/store/sqlite/plan.ts'
import { runRow, updateRun, type RunRow } from '#src/store/sqlite/run-row.ts'
import { putLost } from '#src/store/sqlite/runs.ts'
import { accept, write } from '#src/store/sqlite/write.ts'
import { othersMayReport, putWriter } from '#src/store/sqlite/writers.ts'
import type { ArchiveFile } from './frames.ts'
import { renamed, type ArchivedWriter } from './section.ts'
import type { Section } from './survey.ts'

/** Bytes of numbers that are in memory before they are written. */
const WRITTEN_AT_ONCE = 16 << 20

/**
 * Keeps a run of an archive, which is not there yet: what was said of it in the order in which it came, and its numbers. It is held to what
 * is asked of Reports that come by the wire, since an archive may be anybody's.
 */
export function takeSection(db: Database, file: ArchiveFile, section: Section, run: RunId): void {
  const { head } = section
  const said = envelopesIn(file, section)
  const draft = draftOf(db, run)
  const writers = new Map(head.writers.map((one) => [one.writer, one]))
  takeFacts(draft, file, section, said, writers, run)
  write(db, draft)
  const points = takeNumbers(db, file, section, said, writers, run)
  if (points !== head.points) throw file.damaged(section.from, `expected ${head.points} points, got ${points}`)
  for (const { writer, secret, next, main } of head.writers)
    putWriter(db, { run, writer, secret, next, main: main ? 1 : 0 })
  const row = { ...runRow(db, run)!, step: head.step, last_report_at: head.lastReportAt }
  if (isOver(row)) updateRun(db, row)
  else putLost(db, row) // nobody trains it here
}

function isOver({ status }: RunRow): boolean {
  return status !== 'running' && status !== 'paused'
}

interface Placed {
  readonly at: number
  readonly envelope: Envelope
}

/** Every Report of a section with the place of its frame. */
function* envelopesIn(file: ArchiveFile, { head, from, to }: Section): Generator<Placed, undefined> {
  for (let at = from; at < to;) {
    const { body, end } = file.frameAt(at)
    for (const envelope of reportsOf(file, at, body)) {
      if (envelope.run !== head.id)
        throw file.damaged(at, `expected a report of run '${head.id}', got '${envelope.run}'`)
      yield { at, envelope }
    }
    at = end
  }
  return undefined
}

function reportsOf(file: ArchiveFile, at: number, body: Uint8Array): Envelope[] {
  try {
    return reportsFromBytes(body)
  } catch (error) {
    throw file.damaged(at, messageOf(error))
  }
}

type Writers = ReadonlyMap<string, ArchivedWriter>

function takeFacts(
  draft: Draft,
  file: ArchiveFile,
  { head, from }: Section,
  said: Iterator<Placed, undefined>,
  writers: Writers,
  run: RunId,
): void {
  const numbers = new Map<string, number>()
  let bytes = 0
  for (let count = 0; count < head.facts; count++) {
    const { value } = said.next()
    if (value === undefined) throw file.damaged(from, `expected ${head.facts} facts, got ${count}`)
    const { at, envelope } = value
    const { report, seq } = envelope
    const writer = writers.get(envelope.writer ?? TRAINER)
    if (report.type === 'measured') throw file.damaged(at, `expected ${head.facts} facts, got ${count}`)
    if (writer === undefined)
      throw file.damaged(at, `expected a writer of the run, got '${envelope.writer ?? TRAINER}'`)
    if ((report.type === 'started') !== (count === 0))
      throw file.damaged(at, `expected 'started' first and once, got '${report.type}'`)
    if (!writer.main && !othersMayReport(report.type, () => JSON.parse(draft.run!.declaration) as Run))
      throw file.damaged(at, `writer '${writer.writer}' is not the main one and cannot report '${report.type}'`)
    if (seq < (numbers.get(writer.writer) ?? 0) || seq >= writer.next)
      throw file.damaged(
        at,
        `expected a number of writer '${writer.writer}' below ${writer.next}, in order, got ${seq}`,
      )
    numbers.set(writer.writer, seq + 1)
    bytes += JSON.stringify(report).length
    if (bytes > BOUNDS.factBytes + BOUNDS.neededFactBytes + BOUNDS.othersFactBytes)
      throw file.damaged(at, `more than ${bytes} bytes are said beside numbers`)
    if (report.type === 'described') assertWithin(file, at, draft, report)
    accept(draft, planOfFact(draft, writer, renamed({ ...envelope, report }, run)))
  }
}

/** Refuses what a run would not be let say of itself. */
function assertWithin(
  file: ArchiveFile,
  at: number,
  { run }: Draft,
  report: Extract<Fact, { type: 'described' }>,
): void {
  try {
    describedWithin(JSON.parse(run!.declaration) as Run, report)
  } catch (error) {
    throw file.damaged(at, messageOf(error))
  }
}

/** What a fact brings, which was checked. */
function planOfFact(draft: Draft, { writer, secret, main }: ArchivedWriter, envelope: Envelope<Fact>): Plan {
  const { report } = envelope
  const cards = report.type === 'started' ? withoutCards(report) : null
  const fact = { ...envelope, writer, report: cards?.report ?? report }
  return {
    writer: { run: draft.id, writer, secret, next: envelope.seq, main: main ? 1 : 0 },
    isMain: main,
    envelopes: [envelope],
    facts: [fact],
    cards: cards === null ? null : { hash: cards.report.cards, json: cards.json },
    series: new Map(),
    ...{ dropped: 0, why: null },
  }
}

/** Writes the series with their points, and says how many these are. */
function takeNumbers(
  db: Database,
  file: ArchiveFile,
  { head, from }: Section,
  said: Iterable<Placed>,
  writers: Writers,
  run: RunId,
): number {
  const next = () => ({ ...draftOf(db, run), isOver: isOver(runRow(db, run)!) })
  let draft = next()
  let bytes = 0
  let series = 0
  let points = 0
  let now: { readonly name: string; readonly writer: string; readonly isFrames: boolean } | null = null
  for (const { at, envelope } of said) {
    const { report } = envelope
    const writer = envelope.writer ?? TRAINER
    if (report.type === 'declared') {
      const { name, kind } = report.series
      if (!writers.has(writer)) throw file.damaged(at, `expected a writer of the run, got '${writer}'`)
      if (seriesIn(db, draft, name) !== null) throw file.damaged(at, `expected series '${name}' once`)
      now = { name, writer, isFrames: kind !== 'scalar' }
      draft.series.set(name, { ...emptySeries(null, writer, now.isFrames ? 1 : 0), declaration: report.series })
      series++
    } else if (report.type === 'measured') {
      for (const column of report.columns) {
        assertFits(file, at, column, writer, now)
        const one = seriesIn(db, draft, column.series)!
        one.columns.push(column)
        one.points += column.steps.length
        points += column.steps.length
        bytes += column.steps.byteLength + column.values.byteLength
      }
    } else throw file.damaged(at, `expected numbers, got '${report.type}'`)
    if (bytes < WRITTEN_AT_ONCE) continue
    write(db, draft)
    draft = next()
    bytes = 0
  }
  write(db, draft)
  if (series !== head.series) throw file.damaged(from, `expected ${head.series} series, got ${series}`)
  return points
}

function assertFits(
  file: ArchiveFile,
  at: number,
  { series, lengths }: Column,
  writer: string,
  now: { readonly name: string; readonly writer: string; readonly isFrames: boolean } | null,
): void {
  if (now === null || now.name !== series || now.writer !== writer)
    throw file.damaged(at, `expected points of series '${now?.name ?? ''}', got '${series}'`)
  if ((lengths !== null) !== now.isFrames)
    throw file.damaged(at, `series '${series}': expected ${undeclaredSeries(series, now.isFrames).kind}s`)
}
