import type { RunsGroup, RunsQuestion, RunValue } from '#src/vocabulary/index.ts'
import { valueOfRun } from '#src/vocabulary/run-expression/evaluate.ts'
import { compareValues } from '#src/store/aggregate/in-groups.ts'
import type { Database } from './database.ts'
import { expressionOf } from './expressions.ts'
import { found } from './find.ts'
import { candidatesOf } from './list.ts'
import { rememberedRun } from './remembered-run.ts'

/**
 * The values that an expression has among the runs of a question, the smallest first, those that are none last. Whatever is no
 * finite number is one group (NaN), since a condition can say that and no more.
 */
export function groupsOf(db: Database, question: RunsQuestion, by: string): readonly RunsGroup[] {
  const expression = expressionOf(db, by)
  const { places } = found(db, question, candidatesOf(db, question), 0, Infinity)
  const counts = new Map<RunValue, number>()
  for (const { key, checksum } of places) {
    const value = valueOfRun(expression, rememberedRun(db, key, checksum))
    const group = typeof value === 'number' && !Number.isFinite(value) ? NaN : value
    counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  const groups = [...counts].map(([value, runs]) => ({ value, runs }))
  return groups.sort((a, b) => compareValues(a.value, b.value))
}
