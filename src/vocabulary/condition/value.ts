import { calculated } from './calculate.ts'
import type { Expression } from './condition.ts'
import { latest, latestOf, type RunHistory } from './history.ts'

/** What an expression is at a step; null while something that it reads has no value. */
export function valueAt(expression: Expression, history: RunHistory, step: number): number | null {
  return calculated(expression, (read) => {
    if (read.kind === 'step') return step
    return read.kind === 'series' ? latest(history, read.name, step) : latestOf(history.scores(read.name), step)
  })
}
