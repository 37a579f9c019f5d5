import { seriesRead, type Amount, type Clause, type Expression } from './condition.ts'
import { countUntil, measuredBefore, type RunHistory } from './history.ts'
import { valueAt } from './value.ts'

type Changes = Extract<Clause, { kind: 'changes' }>

/**
 * Whether the latest value of the last so many steps lies so far below their largest value (falls), or above their
 * smallest (rises). Values that are not finite take no part; a latest one that is not has neither fallen nor risen.
 */
export function hasChanged({ how, of, by, within }: Changes, history: RunHistory, step: number): boolean {
  const { last, smallest, largest } = extremes(of, history, Math.max(0, step - within), step)
  if (!Number.isFinite(last)) return false
  const hasFallen = last < largest && last <= moved(largest, by, -1)
  const hasRisen = last > smallest && last >= moved(smallest, by, 1)
  return (how !== 'rises' && hasFallen) || (how !== 'falls' && hasRisen)
}

/** A per cent is one of the size of the value moved from: -10 fallen by 20 % is -12. */
function moved(from: number, by: Amount, direction: 1 | -1): number {
  if (by.unit === 'absolute') return from + direction * by.value
  return from * (1 + direction * Math.sign(from) * (by.value / 100))
}

interface Extremes {
  /** NaN where nothing was measured. */
  readonly last: number
  readonly smallest: number
  readonly largest: number
}

function extremes(of: Expression, history: RunHistory, from: number, to: number): Extremes {
  const values = of.kind === 'series' ? ofSeries(of.name, history, from, to) : ofExpression(of, history, from, to)
  let smallest = Infinity
  let largest = -Infinity
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    smallest = Math.min(smallest, value)
    largest = Math.max(largest, value)
  }
  return { last: values.at(-1) ?? NaN, smallest, largest }
}

/** What nearly every condition asks for, without a search at every point. */
function ofSeries(name: string, history: RunHistory, from: number, to: number): number[] {
  const points = history.points(name)
  const values: number[] = []
  if (points === null) return values
  const end = countUntil(points.steps, to)
  for (let i = countUntil(points.steps, from - 1); i < end; i++) values.push(points.values[i]!)
  return values
}

/** The values at the points of whatever is read, from one step to another, both included, oldest first. */
function ofExpression(of: Expression, history: RunHistory, from: number, to: number): number[] {
  const series = seriesRead(of)
  const values: number[] = []
  for (let at = measuredBefore(history, series, to + 1); at !== null && at >= from;) {
    const value = valueAt(of, history, at)
    if (value !== null) values.push(value)
    at = measuredBefore(history, series, at)
  }
  return values.reverse()
}
