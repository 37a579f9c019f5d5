import type { Mark } from '#src/vocabulary/index.ts'
import { readableTransition } from '#src/run-state/index.ts'
import type { Database } from './database.ts'
import { checksumOf } from '#src/store/codec/checksum.ts'
import { assertIntact, damaged } from './row-checksum.ts'
import type { RunRow } from './run-row.ts'

/** A line of table `transition`: what was said last of one of the transitions of a run. */
export interface TransitionRow {
  readonly source: string
  readonly key: string
  readonly label: string
  /** Its onset. */
  readonly step: number
  readonly series: string
  readonly low: number | null
  readonly high: number | null
  readonly level: number | null
  readonly over_at: number | null
  readonly value_before: number | null
  readonly value_after: number | null
  readonly seen_at: number
  readonly score: number
}

const COLUMNS = [
  ...['source', 'key', 'label', 'step', 'series', 'low', 'high', 'level', 'over_at', 'value_before', 'value_after'],
  ...['seen_at', 'score'],
] as readonly (keyof TransitionRow)[]

/** The line that a mark comes to; null of a moment. */
export function transitionRow({ by: source, label, step, transition }: Mark): TransitionRow | null {
  if (transition === undefined) return null
  const { series, key, before, after, seenAt, score } = transition
  // A foreign writer may say that it ends before it begins: the page passes over that, and so do expressions.
  const { onset, end } = readableTransition(transition, step) ?? transition
  const { low = null, high = null, level = null } = onset ?? {}
  // A file has no −0 in a column of numbers.
  const plain = (value: number | null) => (value === null ? null : value + 0)
  return {
    ...{
      source,
      key,
      label,
      step: step + 0,
      series,
      low: plain(low),
      high: plain(high),
      level: plain(level),
      over_at: plain(end),
    },
    ...{ value_before: plain(before), value_after: plain(after), seen_at: seenAt + 0, score: score + 0 },
  }
}

/** Keeps what is said of one in the place of what was said of it before, and says how many its run has then. */
export function keepTransition(db: Database, run: number, lines: number, row: TransitionRow): number {
  const known = db
    .sql('select 1 from transition where run = ? and source = ? and key = ?')
    .get(run, row.source, row.key)
  putTransition(db, run, row)
  return known === undefined ? lines + 1 : lines
}

/** In the place of whatever was there. */
export function remakeTransitions(db: Database, run: number, rows: readonly TransitionRow[]): void {
  db.sql('delete from transition where run = ?').run(run)
  for (const row of rows) putTransition(db, run, row)
}

/** All of them: none may be missing. */
export function transitionsOf(db: Database, run: Pick<RunRow, 'key' | 'id' | 'transitions'>): TransitionRow[] {
  const rows = db.sql(`select ${LIST} from transition where run = ? order by source, key`).all(run.key)
  if (rows.length !== run.transitions) throw damaged(`the list of transitions of run '${run.id}'`)
  return rows.map((row) => {
    const { checksum, ...rest } = row as unknown as TransitionRow & { checksum: number }
    assertIntact(`transition '${rest.key}' of run '${run.id}'`, checksum, 'transition', run.key, ...valuesOf(rest))
    return rest
  })
}

const LIST = [...COLUMNS, 'checksum'].join(', ')
const PUT = `insert or replace into transition (run, ${LIST}) values (?, ${[...COLUMNS, 'checksum'].map(() => '?').join(', ')})`

function putTransition(db: Database, run: number, row: TransitionRow): void {
  const values = valuesOf(row)
  db.sql(PUT).run(run, ...values, checksumOf('transition', run, ...values))
}

function valuesOf(row: TransitionRow): (string | number | null)[] {
  return COLUMNS.map((column) => row[column])
}
