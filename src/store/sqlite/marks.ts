import type { Fact, Mark } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { checksumOf } from '#src/store/codec/checksum.ts'
import { assertIntact, damaged } from './row-checksum.ts'
import type { RunRow } from './run-row.ts'

/** A line of table `mark`: all marks of a run that one source set under one label. */
export interface MarkRow {
  readonly source: string
  readonly label: string
  /** The first of their steps. */
  readonly step: number
  readonly count: number
}

/** Keeps marks of a run, and says how many lines it has then. */
export function keepMarks(db: Database, run: number, lines: number, marks: readonly Mark[]): number {
  for (const { by: source, label, step } of marks) {
    const known = markRow(db, run, source, label)
    if (known === null) lines += 1
    putMark(db, run, known === null ? { source, label, step, count: 1 } : joined(known, step))
  }
  return lines
}

/** What the marks of a run come to, from its facts. */
export function marksFrom(facts: readonly Fact[]): MarkRow[] {
  const rows = new Map<string, MarkRow>()
  for (const fact of facts) {
    if (fact.type !== 'marked') continue
    const { by: source, label, step } = fact.mark
    const key = JSON.stringify([source, label])
    const known = rows.get(key)
    rows.set(key, known === undefined ? { source, label, step, count: 1 } : joined(known, step))
  }
  return [...rows.values()]
}

/** In the place of whatever was there. */
export function remakeMarks(db: Database, run: number, rows: readonly MarkRow[]): void {
  db.sql('delete from mark where run = ?').run(run)
  for (const row of rows) putMark(db, run, row)
}

/** All of them: none may be missing. */
export function marksOf(db: Database, run: Pick<RunRow, 'key' | 'id' | 'marks'>): MarkRow[] {
  const rows = db.sql(`select ${LIST} from mark where run = ? order by source, label`).all(run.key)
  if (rows.length !== run.marks) throw damaged(`the list of marks of run '${run.id}'`)
  return rows.map((row) => intact(run.key, row))
}

const LIST = 'source, label, step, count, checksum'

function markRow(db: Database, run: number, source: string, label: string): MarkRow | null {
  const row = db.sql(`select ${LIST} from mark where run = ? and source = ? and label = ?`).get(run, source, label)
  return row === undefined ? null : intact(run, row)
}

function putMark(db: Database, run: number, { source, label, step, count }: MarkRow): void {
  const values = [run, source, label, step, count]
  db.sql('insert or replace into mark (run, source, label, step, count, checksum) values (?, ?, ?, ?, ?, ?)').run(
    ...values,
    checksumOf('mark', ...values),
  )
}

function joined({ source, label, step: first, count }: MarkRow, step: number): MarkRow {
  return { source, label, step: Math.min(first, step), count: count + 1 }
}

function intact(run: number, row: object): MarkRow {
  const { checksum, ...rest } = row as MarkRow & { checksum: number }
  const { source, label, step, count } = rest
  assertIntact(`mark '${label}' of run ${run}`, checksum, 'mark', run, source, label, step, count)
  return rest
}
