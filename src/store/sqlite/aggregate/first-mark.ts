import type { Database } from '../database.ts'
import { keptMarks } from '../marks.ts'
import { onsetIn } from '../marks-named.ts'
import type { RunRow } from '../run-row.ts'

/** The step of the first mark of a run that has this name; null where there is none. */
export function firstMark(db: Database, run: RunRow, event: string): number | null {
  return onsetIn(keptMarks(db, run), event)
}
