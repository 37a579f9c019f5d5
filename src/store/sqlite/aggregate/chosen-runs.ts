import { BOUNDS, usageError, type RunsQuestion, type RunValue } from '#src/vocabulary/index.ts'
import type { Database } from '../database.ts'
import { listOf } from '../list.ts'
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
  const { ids = [], values = [], total } = listOf(db, { ...among, only: 'ids', values: expressions, size })
  if (ids.length > most)
    throw usageError(`Expected at most ${most} runs to look at together, got ${total}; choose fewer`)
  return ids.map((id, i) => ({ row: runRow(db, id)!, values: values[i]! }))
}
