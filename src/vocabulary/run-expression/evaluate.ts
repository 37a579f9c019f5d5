import { isSo } from '../condition/compare.ts'
import { calculated } from '../condition/calculate.ts'
import type { Comparison } from '../condition/condition.ts'
import type { RunClause, RunExpression, RunField, RunRead, RunValue, SeriesFunction } from './run-expression.ts'
import type { TransitionFunction } from './transition-functions.ts'

/** What is known of a run, as expressions read it; null where there is nothing. */
export interface RunReading {
  field(name: Exclude<RunField, 'tag'>): RunValue
  readonly tags: readonly string[]
  parameter(name: string): RunValue
  summary(name: string): RunValue
  series(series: string, of: SeriesFunction): number | null
  at(series: string, step: number): number | null
  area(series: string): number | null
  reached(series: string, level: number): number | null
  onset(mark: string): number | null
  transition(mark: string, of: TransitionFunction): number | null
  /** Whether a text has a match of a pattern: how long that may take is the affair of whoever reads. */
  matches(pattern: string, text: string): boolean
}

/** What an expression is of a run. Several tags are one text, separated by commas. */
export function valueOfRun(expression: RunExpression, run: RunReading): RunValue {
  switch (expression.kind) {
    case 'number':
    case 'negate':
    case 'arithmetic':
    case 'call':
      return numberOf(expression, run)
    default:
      return readValue(expression, run)
  }
}

/** Whether a condition holds of a run. What has no value compares false, whatever it is compared with. */
export function holdsOfRun(clause: RunClause, run: RunReading): boolean {
  switch (clause.kind) {
    case 'or':
      return clause.of.some((part) => holdsOfRun(part, run))
    case 'and':
      return clause.of.every((part) => holdsOfRun(part, run))
    case 'not':
      return !holdsOfRun(clause.of, run)
    case 'finite': {
      const value = valueOfRun(clause.of, run)
      return typeof value === 'number' && Number.isFinite(value) === clause.finite
    }
    case 'absent':
      return (valuesOf(clause.of, run).length === 0) === clause.absent
    case 'matches':
      return valuesOf(clause.of, run).some((value) => run.matches(clause.pattern, String(value)))
    case 'compare':
      return isRelated(clause.operator, clause.left, clause.right, run)
  }
}

function isRelated(operator: Comparison, left: RunExpression, right: RunExpression, run: RunReading): boolean {
  const pairs = valuesOf(left, run).flatMap((a) => valuesOf(right, run).map((b) => [a, b] as const))
  // To be unlike the tags of a run is to be unlike each of them, also where there is none.
  if (operator === '!=' && (isMany(left) || isMany(right))) return pairs.every(([a, b]) => compares(a, operator, b))
  return pairs.some(([a, b]) => compares(a, operator, b))
}

function compares(a: number | string, operator: Comparison, b: number | string): boolean {
  if (typeof a === 'number' && typeof b === 'number') return isSo(a, operator, b)
  if (typeof a !== typeof b) return operator === '!='
  return isSo(a < b ? -1 : a > b ? 1 : 0, operator, 0)
}

function isMany(expression: RunExpression): boolean {
  return expression.kind === 'field' && expression.name === 'tag'
}

/** The values that a comparison is about: one or none, and of tags as many as there are. */
function valuesOf(expression: RunExpression, run: RunReading): readonly (number | string)[] {
  if (isMany(expression)) return run.tags
  const value = valueOfRun(expression, run)
  return value === null ? [] : [value]
}

function numberOf(expression: RunExpression, run: RunReading): number | null {
  return calculated<RunRead>(expression, (read) => {
    const value = readValue(read, run)
    return typeof value === 'number' ? value : null
  })
}

function readValue(read: RunRead, run: RunReading): RunValue {
  switch (read.kind) {
    case 'text':
      return read.value
    case 'field':
      if (read.name === 'tag') return run.tags.length === 0 ? null : run.tags.join(', ')
      return run.field(read.name)
    case 'parameter':
      return run.parameter(read.name)
    case 'summary':
      return run.summary(read.name)
    case 'series':
      return run.series(read.series, read.of)
    case 'at': {
      const step = numberOf(read.step, run)
      return step === null || Number.isNaN(step) ? null : run.at(read.series, step)
    }
    case 'area':
      return run.area(read.series)
    case 'reached': {
      const level = numberOf(read.level, run)
      return level === null || Number.isNaN(level) ? null : run.reached(read.series, level)
    }
    case 'onset':
      return run.onset(read.mark)
    case 'transition':
      return run.transition(read.mark, read.of)
  }
}
