import type { Mark } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { checksumOf } from '#src/store/codec/checksum.ts'
import { assertIntact, damaged } from './row-checksum.ts'
import type { RunRow } from './run-row.ts'

/** A line of table `mark`: all marks of a run that are no transitions and that one source set under one label. */
export interface MomentRow {
  readonly source: string
  readonly label: string
  /** The first of their steps. */
  readonly step: number
  readonly count: number
}

/** Keeps one more, and says how many lines its run has then. */
export function keepMoment(db: Database, run: number, lines: number, mark: Mark): number {
  const known = momentRow(db, run, mark.by, mark.label)
  putMoment(db, run, withMoment(known ?? undefined, mark))
  return known === null ? lines + 1 : lines
}

export function momentsFrom(marks: readonly Mark[]): MomentRow[] {
  const rows = new Map<string, MomentRow>()
  for (const mark of marks) {
    const under = JSON.stringify([mark.by, mark.label])
    rows.set(under, withMoment(rows.get(under), mark))
  }
  return [...rows.values()]
}

/** In the place of whatever was there. */
export function remakeMoments(db: Database, run: number, rows: readonly MomentRow[]): void {
  db.sql('delete from mark where run = ?').run(run)
  for (const row of rows) putMoment(db, run, row)
}

/** All of them: none may be missing. */
export function momentsOf(db: Database, run: Pick<RunRow, 'key' | 'id' | 'marks'>): MomentRow[] {
  const rows = db.sql(`select ${LIST} from mark where run = ? order by source, label`).all(run.key)
  if (rows.length !== run.marks) throw damaged(`the list of marks of run '${run.id}'`)
  return rows.map((row) => intact(run.key, row))
}

const LIST = 'source, label, step, count, checksum'

function momentRow(db: Database, run: number, source: string, label: string): MomentRow | null {
  const row = db.sql(`select ${LIST} from mark where run = ? and source = ? and label = ?`).get(run, source, label)
  return row === undefined ? null : intact(run, row)
}

function putMoment(db: Database, run: number, { source, label, step, count }: MomentRow): void {
  const values = [run, source, label, step, count]
  db.sql('insert or replace into mark (run, source, label, step, count, checksum) values (?, ?, ?, ?, ?, ?)').run(
    ...values,
    checksumOf('mark', ...values),
  )
}

function withMoment(known: MomentRow | undefined, { by: source, label, step }: Mark): MomentRow {
  return { source, label, step: Math.min(known?.step ?? step, step), count: (known?.count ?? 0) + 1 }
}

function intact(run: number, row: object): MomentRow {
  const { checksum, ...rest } = row as MomentRow & { checksum: number }
  const { source, label, step, count } = rest
  assertIntact(`mark '${label}' of run ${run}`, checksum, 'mark', run, source, label, step, count)
  return rest
}
