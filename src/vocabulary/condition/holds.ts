import { seriesIn, seriesRead, type Clause, type Comparison, type Condition, type Crossing } from './condition.ts'
import { isSo } from './compare.ts'
import { absentBefore, countUntil, later, latest, measuredBefore, type RunHistory } from './history.ts'
import { valueAt } from './value.ts'
import { hasChanged } from './window.ts'

/**
 * Whether a condition holds at a step, once everything that is due at that step was measured. A pure function of what was
 * measured until then: a replay answers alike. It costs the length of the windows that are asked for, not of the history.
 */
export function holds({ clause }: Pick<Condition, 'clause'>, history: RunHistory, step: number): boolean {
  return isTrue(clause, history, step)
}

function isTrue(clause: Clause, history: RunHistory, step: number): boolean {
  switch (clause.kind) {
    case 'or':
      return clause.of.some((part) => isTrue(part, history, step))
    case 'and':
      return clause.of.every((part) => isTrue(part, history, step))
    case 'not':
      return !isTrue(clause.of, history, step)
    case 'compare': {
      const left = valueAt(clause.left, history, step)
      const right = valueAt(clause.right, history, step)
      return left !== null && right !== null && isSo(left, clause.operator, right)
    }
    case 'finite': {
      const value = valueAt(clause.of, history, step)
      return value !== null && Number.isFinite(value) === clause.finite
    }
    case 'any-not-finite':
      return [...history.names()].some((name) => !Number.isFinite(latest(history, name, step) ?? 0))
    case 'absent': {
      const since = absentBefore(history, [clause.series], step + 1)
      const measured = measuredBefore(history, [clause.series], step + 1)
      return since !== null && (measured === null || measured < since)
    }
    case 'event': {
      const steps = history.events(clause.name)
      return steps !== null && steps[countUntil(steps, step) - 1] === step
    }
    case 'changes':
      return hasChanged(clause, history, step)
    case 'crosses':
      return hasCrossed(clause, history, step)
    case 'held':
      return hasHeld(clause, history, step)
  }
}

const BEFORE: Record<Crossing, Comparison> = { 'falls-below': '>=', 'rises-above': '<=' }
const AFTER: Record<Crossing, Comparison> = { 'falls-below': '<', 'rises-above': '>' }

/** On this side of the level at a point of this step, and not at the last point before that compares. */
function hasCrossed(clause: Extract<Clause, { kind: 'crosses' }>, history: RunHistory, step: number): boolean {
  const series = [...seriesRead(clause.of), ...seriesRead(clause.level)]
  if (measuredBefore(history, series, step + 1) !== step) return false
  const sides = (at: number) => [valueAt(clause.of, history, at), valueAt(clause.level, history, at)] as const
  const [now, level] = sides(step)
  if (now === null || level === null || !isSo(now, AFTER[clause.how], level)) return false
  for (let at = measuredBefore(history, series, step); at !== null; at = measuredBefore(history, series, at)) {
    const [before, then] = sides(at)
    if (before === null || then === null) return false
    if (!Number.isNaN(before) && !Number.isNaN(then)) return isSo(before, BEFORE[clause.how], then)
  }
  return false
}

/** True now, at every point of the last so many steps, and already when they began. */
function hasHeld({ of, steps }: Extract<Clause, { kind: 'held' }>, history: RunHistory, step: number): boolean {
  const from = step - steps
  if (from < 0) return false
  const series = seriesIn(of)
  for (let at: number | null = step; at !== null && at > from; at = changedBefore(history, series, at))
    if (!isTrue(of, history, at)) return false
  return isTrue(of, history, from)
}

function changedBefore(history: RunHistory, series: readonly string[], step: number): number | null {
  return later(measuredBefore(history, series, step), absentBefore(history, series, step))
}
