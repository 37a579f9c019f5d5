import { BOUNDS, usageError, type RunsQuestion, type RunValue } from '#src/vocabulary/index.ts'
import type { Database } from '../database.ts'
import { listOf } from '../list.ts'
import { damaged } from '../row-checksum.ts'
import { runRow, type RunRow } from '../run-row.ts'

/** A run of a question, with what was asked of it. */
export interface ChosenRun {
  readonly row: RunRow
  readonly values: readonly RunValue[]
}

/** All runs of a question, in its order, each with the values of these expressions. */
export function chosenRuns(db: Database, among: RunsQuestion, expressions: readonly string[]): ChosenRun[] {
  const most = BOUNDS.runsAggregated
  const size = Math.min(among.size ?? Infinity, most + 1)
  const {
    ids = [],
    values = [],
    total,
    damaged: unread = [],
  } = listOf(db, { ...among, only: 'ids', values: expressions, size })
  if (ids.length > most)
    throw usageError(`Expected at most ${most} runs to look at together, got ${total}; choose fewer`)
  // It would be in no group, or in another one, and nobody would know.
  if (unread.length > 0) throw damaged(`what is asked of run '${unread[0]}'`)
  return ids.map((id, i) => ({ row: runRow(db, id)!, values: values[i]! }))
}
