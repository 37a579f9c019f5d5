import type { Fact } from '#src/vocabulary/index.ts'
import type { Database } from '../database.ts'
import { keepNewest, memoryOf } from '../memory.ts'
import { factsLike } from '../facts.ts'
import type { RunRow } from '../run-row.ts'

type Marked = Extract<Fact, { type: 'marked' }>['mark']

interface Read {
  /** As long as a run has said no more than so much, it has no further marks. */
  readonly facts: number
  readonly startedAt: number
  readonly marks: readonly Marked[]
}

/** Runs whose marks are remembered. */
const REMEMBERED = 4_096

/** The step of the first mark of a run by a detector of this id or with this label; null where there is none. */
export function firstMark(db: Database, run: RunRow, event: string): number | null {
  const steps = marksOf(db, run).flatMap(({ by, label, step }) => (by === event || label === event ? [step] : []))
  return steps.length === 0 ? null : Math.min(...steps)
}

export function marksOf(db: Database, run: RunRow): readonly Marked[] {
  const memory = memoryOf<string, Read>(db, 'marks')
  const known = memory.get(run.id)
  const isRight = known?.facts === run.facts && known.startedAt === run.started_at
  const marks = isRight ? known.marks : factsLike(db, run, 'marked').map(({ mark }) => mark)
  keepNewest(memory, run.id, { facts: run.facts, startedAt: run.started_at, marks }, REMEMBERED)
  return marks
}
