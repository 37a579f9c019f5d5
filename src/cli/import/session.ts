import { BOUNDS, isTime, visible, type Report, type RunId } from '#src/vocabulary/index.ts'
import type { Frame, Row, Said, Scalar, Source } from '#trainer/sources/index.ts'
import { declaredRun, idOf, type Wishes } from './declared-run.ts'
import { openGathered } from './gathered.ts'
import { openPointsDigest, remember, remembered, WrittenAnew } from './remembered.ts'
import { openSaid } from './said-so-far.ts'
import type { Dated, RunWriter, Sink, StoredRun } from './sink.ts'
import type { Tally } from './tally.ts'

/** One run on its way from a log to where runs are kept. */
export interface Session {
  readonly run: RunId
  /** The run was there before. */
  readonly wasKnown: boolean
  readonly points: { readonly added: number; readonly known: number; readonly series: number }
  take(row: Exclude<Row, { type: 'turn' | 'pause' | 'end' }>): void
  /** So much is gathered that it is to be sent before more is read. */
  readonly isFull: boolean
  /** Sends what is gathered; comes back when there is room for more. */
  send(): Promise<void>
  /** When all that was sent is kept. */
  flushed(): Promise<void>
  /** Its log says that the run has ended. */
  readonly hasEnded: boolean
  /** Sends the rest and how it ended, unless nothing is new. */
  end(how: Ending): Promise<void>
  close(): void
}

export interface Ending {
  readonly how: 'completed' | 'stopped' | 'failed'
  readonly why: string | null
}

export interface SessionOptions {
  /** Null where nothing is to be kept. */
  readonly sink: Sink | null
  readonly data: string
  /** The one of several in a table. */
  readonly run: string | null
  readonly tally: Tally
  readonly wishes: Wishes
  /** When its log was written last. */
  readonly writtenAt: () => number
}

/** Numbers that are gathered before they are sent: a message of one megabyte. */
const MANY = 65_536

/** Begins with what is stored of the run, of which nothing comes again. */
export async function openSession(
  source: Source,
  { sink, data, run: inTable, tally, wishes, writtenAt }: SessionOptions,
): Promise<Session> {
  const id = idOf(source, inTable)
  const stored: StoredRun | null = (await sink?.stored(id)) ?? null
  const isTable = ['csv', 'json', 'parquet'].includes(source.format)
  /** What a table is held to, and what it comes to. */
  const before = isTable && stored !== null ? remembered(data, id) : null
  const digest = isTable ? openPointsDigest() : null
  const gathered = openGathered(stored?.series ?? new Map())
  let writer: RunWriter | null = null
  const said = openSaid(
    (key) => gathered.has(key),
    (why) => tally.fault(source.path, { at: 'the settings', why }),
  )
  let [firstTime, lastTime] = [Infinity, -Infinity]
  let firstStep = Infinity
  let startedAt = stored?.run.startedAt ?? NaN

  function take(row: Exclude<Row, { type: 'turn' | 'pause' | 'end' }>): void {
    if (row.type === 'fault') tally.fault(source.path, row)
    else if (row.type === 'left') tally.left(row.what)
    else if (row.type === 'said') said.add(row)
    else {
      const why = gathered.add(row)
      if (why !== null) tally.fault(source.path, { at: `step ${row.step}`, why })
      if (digest !== null) hold(row)
      if (row.step < firstStep) firstStep = row.step
      if (isTime(row.time)) {
        if (row.time < firstTime) firstTime = row.time
        if (row.time > lastTime) lastTime = row.time
      }
    }
  }

  /** A table begins with the points that were imported from it, or it is another run's by now. */
  function hold(point: Scalar | Frame): void {
    digest!.add(point)
    if (before === null || digest!.points > before.points) return
    const isSame = gathered.added === 0 && (digest!.points < before.points || digest!.digest() === before.digest)
    if (!isSame) throw new WrittenAnew()
  }

  async function flushed(): Promise<void> {
    if (writer === null) return
    await writer.flushed()
    if (digest !== null && digest.points > (before?.points ?? 0))
      remember(data, id, { points: digest.points, digest: digest.digest() })
  }

  /**
   * When the run began, as far as its log says; of a log without times, such as most tables, when it was written last before it was read
   * first: then nothing is known of how long the training took, and no pace is said.
   */
  function start(): number {
    if (Number.isNaN(startedAt))
      startedAt = said.all.startedAt ?? (Number.isFinite(firstTime) ? firstTime : writtenAt())
    return startedAt
  }

  async function write(reports: readonly Report[], ending: Dated | null): Promise<void> {
    if (sink === null) return
    const now = Date.now()
    const dated: Dated[] = []
    if (writer === null) {
      writer = await sink.writer(id)
      if (stored === null) {
        const startedAt = start()
        const run = declaredRun(
          source,
          { id, run: inTable, said: said.all, settings: said.declared(), startedAt },
          wishes,
        )
        dated.push({ report: { type: 'started', run, probes: [], detectors: [] }, at: startedAt })
        dated.push(...labelOf(said.all).map((report) => ({ report, at: startedAt })))
      } else
        dated.push({ report: { type: 'resumed', step: Math.min(firstNewStep(reports), gathered.lastStep) }, at: now })
    }
    for (const report of [...reports, ...said.news(gathered.lastStep)]) dated.push({ report, at: now })
    if (ending !== null) dated.push(ending)
    await writer.send(dated)
  }

  return {
    run: id,
    wasKnown: stored !== null,
    get points() {
      const { added, known, series } = gathered
      return { added, known, series }
    },
    take,
    get isFull() {
      return gathered.numbers >= MANY
    },
    async send() {
      const reports = gathered.take()
      if (reports.length > 0 || (writer !== null && said.isNew)) await write(reports, null)
    },
    get hasEnded() {
      return said.all.ended !== undefined
    },
    flushed,
    async end({ how, why }) {
      if (before !== null && digest!.points < before.points) throw new WrittenAnew()
      const reports = gathered.take()
      const isNew =
        reports.length > 0 ||
        writer !== null ||
        (stored === null ? gathered.series > 0 || said.hasSettings : said.saysOther(stored.run))
      const isLost = stored !== null && ['running', 'paused', 'lost'].includes(stored.status)
      if (!isNew && !isLost) return
      const { ended } = said.all
      const endedAt = Math.max(start(), ended?.at ?? (Number.isFinite(lastTime) ? lastTime : writtenAt()))
      const took = gathered.lastStep - firstStep
      const msPerStep = took > 0 && lastTime > firstTime ? (lastTime - firstTime) / took : 0
      const report: Report = {
        type: 'ended',
        how: ended?.how ?? how,
        step: gathered.lastStep,
        msPerStep,
        weights: '',
        why: ended === undefined ? why : ended.why,
      }
      await write(reports, { report, at: endedAt })
      await flushed()
    },
    close: () => writer?.close(),
  }
}

function firstNewStep(reports: readonly Report[]): number {
  for (const report of reports) if (report.type === 'measured') return report.columns[0]?.steps[0] ?? 0
  return 0
}

/** What people of the other program said of the run. */
function labelOf({ tags = [], notes }: Said): Report[] {
  const short = [...new Set(tags.map((tag) => visible(tag).slice(0, BOUNDS.tag)))]
    .filter((tag) => tag.trim() !== '')
    .slice(0, BOUNDS.tags)
  const note = notes?.slice(0, BOUNDS.text)
  if (short.length === 0 && (note === undefined || note === '')) return []
  return [
    { type: 'labeled', ...(short.length > 0 && { tags: short }), ...(note !== undefined && note !== '' && { note }) },
  ]
}
