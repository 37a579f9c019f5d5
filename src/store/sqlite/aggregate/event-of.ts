import type { StepInterval } from '#src/vocabulary/index.ts'
import type { Database } from '../database.ts'
import { keptMarks } from '../marks.ts'
import { onsetIn, ofTransition } from '../marks-named.ts'
import type { RunRow } from '../run-row.ts'

/** When something comes in a run, and between which steps it does where that is not known better. */
export interface Came {
  readonly step: number
  readonly interval: StepInterval | null
}

/** The first mark of this name; null where there is none. */
export function eventOf(db: Database, run: RunRow, name: string): Came | null {
  const marks = keptMarks(db, run)
  const step = onsetIn(marks, name)
  if (step === null) return null
  const [low, high] = [ofTransition(marks, name, 'onset-low'), ofTransition(marks, name, 'onset-high')]
  // The interval is that of the first transition: of another mark that comes before it nothing is known but its step.
  const isOfStep = low !== null && high !== null && low <= step && step <= high
  return { step, interval: isOfStep ? { low, high } : null }
}
