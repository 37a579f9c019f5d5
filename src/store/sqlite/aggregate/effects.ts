import {
  onsetText,
  usageError,
  type EffectQuestion,
  type EffectRow,
  type Effects,
  type RunValue,
} from '#src/vocabulary/index.ts'
import { readsOfExpression } from '#src/vocabulary/run-expression/reads.ts'
import { effectsOf } from '#src/store/aggregate/effects.ts'
import type { Database } from '../database.ts'
import { expressionOf } from '../expressions.ts'
import { chosenRuns } from './chosen-runs.ts'

/** A number of each run against what the runs are grouped by. */
export function effectsIn(db: Database, question: EffectQuestion): Effects {
  return db.snapshot(() => {
    const { among, by, of } = question
    const reads = readsOfExpression(expressionOf(db, of))
    const marks = reads.flatMap((read) => (read.kind === 'onset' || read.kind === 'transition' ? [read.mark] : []))
    const expressions = [...by, of, 'step', ...new Set(marks.map(onsetText))]
    const rows = chosenRuns(db, among, expressions).map(({ row, values }): EffectRow => {
      const factors = values.slice(0, by.length)
      const [value, step, ...onsets] = values.slice(by.length)
      // An event that has not come may still come: what is known is that it is later than the last step.
      const beyond = onsets.includes(null) && typeof step === 'number' ? step : null
      return { run: row.id, factors, value: beyond === null ? numberOf(value ?? null, of) : null, beyond }
    })
    return effectsOf(rows, question)
  })
}

function numberOf(value: RunValue, of: string): number | null {
  if (typeof value === 'string') throw usageError(`of: expected a number of each run, such as last("test-loss"); '${of}' is a word`) // prettier-ignore
  return value
}
