import { inOrderOfValue, isPlaced, type RunsGroup, type RunsQuestion, type RunValue } from '#src/vocabulary/index.ts'
import { valueOfRun } from '#src/vocabulary/run-expression/evaluate.ts'
import type { Database } from './database.ts'
import { expressionOf } from './expressions.ts'
import { found } from './find.ts'
import { candidatesOf } from './list.ts'
import { rememberedRun } from './remembered-run.ts'
import { damaged } from './row-checksum.ts'
import { valuesFitting } from './values-fitting.ts'

/** The values that an expression has among the runs of a question, the smallest first, those that are none last. */
export function groupsOf(db: Database, question: RunsQuestion, by: string): readonly RunsGroup[] {
  const expression = expressionOf(db, by)
  const { places } = found(db, question, candidatesOf(db, question), 0, Infinity)
  const counts = new Map<RunValue, number>()
  const fits = valuesFitting('groups')
  for (const { key, checksum } of places) {
    const run = rememberedRun(db, key, checksum)
    run.isDamaged = false
    const value = valueOfRun(expression, run)
    if (run.isDamaged) throw damaged(`what is asked of run '${run.id}'`)
    if (!counts.has(value)) fits(value)
    counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  const groups = [...counts].map(([value, runs]) => ({ value, runs }))
  const placed = groups.filter(({ value }) => isPlaced(value)).sort((a, b) => inOrderOfValue(a.value, b.value))
  const others = groups.filter(({ value }) => !isPlaced(value)).sort((a) => (a.value === null ? 1 : -1))
  return [...placed, ...others]
}
