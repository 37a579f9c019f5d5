import { inOrderOfValue, type RunsGroup, type RunsQuestion, type RunValue } from '#src/vocabulary/index.ts'
import { valueOfRun } from '#src/vocabulary/run-expression/evaluate.ts'
import type { Database } from './database.ts'
import { expressionOf } from './expressions.ts'
import { found } from './find.ts'
import { placesOf } from './list.ts'
import { rememberedRun } from './remembered-run.ts'

/** The groups that the runs of a question make by an expression, the smallest value first; those without one come last. */
export function groupsOf(db: Database, question: RunsQuestion, by: string): readonly RunsGroup[] {
  const expression = expressionOf(db, by)
  const { places } = found(db, { ...question, by: undefined }, placesOf(db, question, 0, Infinity), 0, Infinity)
  const counts = new Map<RunValue, number>()
  for (const { key, checksum } of places) {
    const value = valueOfRun(expression, rememberedRun(db, key, checksum))
    // What is no finite number has no group of its own: no expression could say which it is.
    const group = typeof value === 'number' && !Number.isFinite(value) ? null : value
    counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return [...counts]
    .map(([value, runs]) => ({ value, runs }))
    .toSorted((a, b) => (a.value === null ? 1 : b.value === null ? -1 : inOrderOfValue(a.value, b.value)))
}
