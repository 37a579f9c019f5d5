import { createHash } from 'node:crypto'
import {
  FARTHEST,
  runtimeError,
  TRAINER,
  undeclaredSeries,
  type Column,
  type Envelope,
  type Fact,
  type Report,
  type RunId,
  type SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import { pack } from '#src/wire/pack.ts'
import { bytesFromReports, reportsFromBytes } from '#src/wire/reports.ts'
import { cardsOf } from '#src/store/sqlite/cards.ts'
import type { Database } from '#src/store/sqlite/database.ts'
import { facts } from '#src/store/sqlite/facts.ts'
import { frameColumns } from '#src/store/sqlite/frame-slice.ts'
import { endsOf } from '#src/store/sqlite/held.ts'
import { knownRun } from '#src/store/sqlite/run-row.ts'
import { scalarRuns } from '#src/store/sqlite/scalars.ts'
import { seriesRows, type SeriesRow } from '#src/store/sqlite/series.ts'
import { writersOf } from '#src/store/sqlite/writers.ts'
import { inBlocks } from './blocks.ts'
import { frameOf } from './frames.ts'

/** What an archive says of a run before its Reports. */
export interface SectionHead {
  readonly id: RunId
  readonly writers: readonly ArchivedWriter[]
  readonly facts: number
  readonly series: number
  readonly points: number
  readonly step: number
  readonly lastReportAt: number
}

/** Who reported: its next number, and the hash of the secret that it is known by. */
export interface ArchivedWriter {
  readonly writer: string
  readonly secret: string | null
  readonly next: number
  readonly main: boolean
}

/** Bytes of Reports in one frame, about. */
const FRAME_BYTES = 1 << 20

/**
 * A run as an archive has it, frame by frame: its head; all that was said of it beside numbers, in order of arrival; then its series in the
 * order in which they came, each declared and followed by its points. It follows from what the run is, and not from how its points happen to
 * rest, so that a run that was taken from an archive gives the same bytes again. `id` is what it is to be called there.
 */
export function* sectionOf(db: Database, run: RunId, id: RunId = run): Generator<Uint8Array> {
  const row = knownRun(db, run)
  const series = seriesRows(db, row)
  const writers = writersOf(db, run)
    .filter(({ next }) => next > 0)
    .map(({ writer, secret, next, main }) => ({ writer, secret, next, main: main === 1 }))
  const points = series.reduce((sum, one) => sum + endsOf(db, one).points, 0)
  const head: SectionHead = {
    ...{ id, writers, facts: row.facts, series: series.length, points },
    ...{ step: row.step, lastReportAt: row.last_report_at },
  }
  yield frameOf(pack({ run: head }, []))
  yield* framesOf(facts(db, row).map((fact) => inTime(renamed(withCards(db, fact), id))))
  yield* framesOf(numbersOf(db, series, id))
}

/** By which two runs are known to be the same: that of the bytes that they are in an archive. */
export function digestOf(frames: Iterable<Uint8Array>): string {
  const hash = createHash('sha256')
  for (const frame of frames) hash.update(frame)
  return hash.digest('hex')
}

/** A Report under another name of its run. */
export function renamed<R extends Report>(envelope: Envelope<R>, run: RunId): Envelope<R> {
  const { report } = envelope
  return {
    ...envelope,
    run,
    report: report.type === 'started' ? { ...report, run: { ...report.run, id: run } } : report,
  }
}

function withCards(db: Database, fact: Envelope<Fact>): Envelope<Fact> {
  const { report } = fact
  if (report.type !== 'started' || report.cards === undefined) return fact
  const { cards, ...rest } = report
  return { ...fact, report: { ...rest, ...cardsOf(db, cards) } }
}

/** The numbers of series, as Reports of whoever reported them, which are counted anew. */
function* numbersOf(db: Database, series: readonly SeriesRow[], run: RunId): Generator<Envelope> {
  let seq = 0
  for (const row of series) {
    const place = { run, at: 0, ...(row.writer === TRAINER ? {} : { writer: row.writer }) }
    yield {
      ...place,
      seq: seq++,
      report: { type: 'declared', series: declarationOf(row) },
    }
    for (const column of inBlocks(columnsIn(db, row), FRAME_BYTES))
      yield { ...place, seq: seq++, report: { type: 'measured', columns: [column] } }
  }
}

/** A series that nobody declared was once stored under a probe without a name where its own begins with a slash, or ends with one. */
function declarationOf({ name, declaration, frames }: SeriesRow): SeriesDeclaration {
  const series = JSON.parse(declaration) as SeriesDeclaration
  if (series.probe !== '' && series.part !== '') return series
  const { probe, part } = undeclaredSeries(name, frames === 1)
  return { ...series, probe, part }
}

/** Times that no calendar has were once taken: the nearest that one has. */
function inTime(fact: Envelope<Fact>): Envelope<Fact> {
  const { at, report } = fact
  const known = (time: number) => Math.min(FARTHEST, Math.max(-FARTHEST, time))
  if (report.type !== 'started') return { ...fact, at: known(at) }
  return {
    ...fact,
    at: known(at),
    report: { ...report, run: { ...report.run, startedAt: known(report.run.startedAt) } },
  }
}

function* columnsIn(db: Database, series: SeriesRow): Generator<Column> {
  if (series.frames === 1) yield* frameColumns(db, series)
  else for (const points of scalarRuns(db, series)) yield { series: series.name, ...points, lengths: null }
}

function* framesOf(envelopes: Iterable<Envelope>): Generator<Uint8Array> {
  let batch: Envelope[] = []
  let bytes = 0
  for (const envelope of envelopes) {
    batch.push(envelope)
    bytes += sizeOf(envelope.report)
    if (bytes < FRAME_BYTES) continue
    yield frameOf(bodyOf(batch))
    batch = []
    bytes = 0
  }
  if (batch.length > 0) yield frameOf(bodyOf(batch))
}

function sizeOf(report: Report): number {
  if (report.type !== 'measured') return JSON.stringify(report).length
  return report.columns.reduce((sum, { steps, values }) => sum + 100 + steps.byteLength + values.byteLength, 0)
}

/** As this version says it, whichever one stored it: what is taken in from it is said in the same way again. */
function bodyOf(batch: readonly Envelope[]): Uint8Array {
  const said = reportsFromBytes(bytesFromReports(batch))
  const other = said.findIndex(({ report }, i) => report.type !== batch[i]!.report.type)
  if (other < 0) return bytesFromReports(said)
  const { run, seq, report } = batch[other]!
  throw runtimeError(
    `Run '${run}': its report ${seq} (${report.type}) was stored by an earlier version in a way that this one does not take; copy the whole store with backup instead`,
  )
}
