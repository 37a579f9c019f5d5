import { BOUNDS, usageError, type Run, type RunsQuestion, type RunValue } from '#src/vocabulary/index.ts'
import { readableRun } from '#src/run-state/index.ts'
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
  const { runs, total } = listOf(db, { ...among, size: among.size ?? Infinity })
  if (runs.length > BOUNDS.runsAggregated)
    throw usageError(`Expected at most ${BOUNDS.runsAggregated} runs to look at together, got ${total}; choose fewer`)
  return runs.map(({ run }) => ({ row: runRow(db, run.id)!, values: expressions.map((one) => valueOf(run, one)) }))
}

function valueOf(run: Run, expression: string): RunValue {
  const { parameters, seed } = readableRun(run, { id: run.id, at: 0 })
  return parameters[expression] ?? (expression === 'seed' ? seed : null)
}
