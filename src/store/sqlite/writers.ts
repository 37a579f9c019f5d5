import { isForeign, runtimeError, usageError, type Run, type RunId } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { checksumOf } from '#src/store/codec/checksum.ts'
import { assertIntact } from './row-checksum.ts'
import { removedRun, runRow } from './run-row.ts'

/** A line of table `writer`: who reports about a run. The main one is the first to report; it alone moves the run on. */
export interface WriterRow {
  readonly run: RunId
  readonly writer: string
  /** `sha256` of the secret that it showed first; null of one that never said hello. */
  readonly secret: string | null
  /** The sequence number wanted next. */
  readonly next: number
  readonly main: 0 | 1
}

export function writerRow(db: Database, run: RunId, writer: string): WriterRow | null {
  const row = db
    .sql('select run, writer, secret, next, main, checksum from writer where run = ? and writer = ?')
    .get(run, writer)
  if (row === undefined) return null
  const { checksum, ...rest } = row as unknown as WriterRow & { checksum: number }
  assertIntact(`writer '${writer}' of run '${run}'`, checksum, 'writer', ...valuesOf(rest))
  return rest
}

export function mainWriterRow(db: Database, run: RunId): WriterRow | null {
  const row = db.sql('select writer from writer where run = ? and main = 1').get(run)
  return row === undefined ? null : writerRow(db, run, row.writer as string)
}

/** All that are known of a run, by their names. */
export function writersOf(db: Database, run: RunId): WriterRow[] {
  const rows = db.sql('select writer from writer where run = ? order by writer').all(run)
  return rows.map(({ writer }) => writerRow(db, run, String(writer))!)
}

export function putWriter(db: Database, row: WriterRow): void {
  const values = valuesOf(row)
  db.sql('insert or replace into writer (run, writer, secret, next, main, checksum) values (?, ?, ?, ?, ?, ?)').run(
    ...values,
    checksumOf('writer', ...values),
  )
}

/** Lets a writer in, and says what it is to send next. The first secret that it shows is the one that holds. */
export function admit(
  db: Database,
  { run, writer, secretHash }: { run: RunId; writer: string; secretHash: string },
): { readonly next: number; readonly main: boolean } {
  return db.transaction(() => {
    const row = runRow(db, run)
    if (row !== null && row.removed_at !== null) throw removedRun(run)
    const known = writerRow(db, run, writer) ?? { run, writer, secret: null, next: 0, main: 0 as const }
    if (known.secret === null) putWriter(db, { ...known, secret: secretHash })
    else if (known.secret !== secretHash) throw stranger(run, writer)
    return { next: known.next, main: known.main === 1 }
  })
}

function stranger(run: RunId, writer: string): Error {
  return runtimeError(
    `Run '${run}' has a writer '${writer}' already, and this one does not have its secret: expected the one in writers/${run}/${writer}.key of the data folder where the run began; go on from there, or take another run id or writer id`,
  )
}

/** What a writer beside the main one may say: what it has measured, and what people say of the run. What moves the run on, only its trainer knows. */
const OTHERS_MAY_REPORT = ['declared', 'offered', 'measured', 'absent', 'marked', 'failed', 'labeled', 'noted'] as const
/** And who measures a run that another program trains, where that is told of it beside its trainer. Of a run of ours its trainer alone knows, which goes on by it. */
const OF_FOREIGN_RUNS = ['attached', 'detached'] as const

/** Whether a writer beside the main one may report this of a run, which is read only where that matters. */
export function othersMayReport(type: string, run: () => Run): boolean {
  return OTHERS_MAY_REPORT.some((one) => one === type) || typesFor(run()).some((one) => one === type)
}

function typesFor(run: Run): readonly string[] {
  return isForeign(run) ? [...OTHERS_MAY_REPORT, ...OF_FOREIGN_RUNS] : OTHERS_MAY_REPORT
}

export function notForOthers(run: Run, writer: string, type: string): Error {
  return usageError(
    `Run '${run.id}' has another main writer: '${writer}' cannot report '${type}', only ${typesFor(run).join(', ')}`,
  )
}

export function othersSeries(run: RunId, series: string, owner: string, writer: string): Error {
  return usageError(
    `Series '${series}' of run '${run}' belongs to writer '${owner}', who was the first to report it; '${writer}' needs a name of its own for it, such as '${series.split('/')[0]}-${writer}'`,
  )
}

export function othersProbe(run: RunId, probe: string): Error {
  return usageError(
    `Run '${run}' has a probe '${probe}' in its own catalogue, which a writer beside it cannot offer anew; offer it under an id of its own`,
  )
}

/** Forgets those that said hello to a run that never began. */
export function forgetWritersOfNoRun(db: Database): void {
  db.transaction(() => db.sql('delete from writer where run not in (select id from run)').run())
}

function valuesOf({ run, writer, secret, next, main }: WriterRow) {
  return [run, writer, secret, next, main]
}
