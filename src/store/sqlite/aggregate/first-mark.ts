import type { Database } from '../database.ts'
import { marksOf } from '../marks.ts'
import type { RunRow } from '../run-row.ts'

/** The step of the first mark of a run by a detector of this id or with this label; null where there is none. */
export function firstMark(db: Database, run: RunRow, event: string): number | null {
  if (run.marks === 0) return null
  const steps = marksOf(db, run).flatMap(({ source, label, step }) =>
    source === event || label === event ? [step] : [],
  )
  return steps.length === 0 ? null : Math.min(...steps)
}
