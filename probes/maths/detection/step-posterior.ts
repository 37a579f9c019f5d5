import { ordinaryNumbers } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'
import { clipped, robustSpread } from './robust.ts'
import type { Points } from './points.ts'

/** Where the level of a series changes, among points between which it may. */
export interface StepPosterior {
  /** The most probable first point of the new level. */
  readonly index: number
  /** The first and last of the stretch of such points that holds nearest to the level asked for. */
  readonly low: number
  readonly high: number
  readonly before: number
  readonly after: number
}

const EDGE = 2

/**
 * The posterior over the place of one step of unknown height between unknown levels, in Gaussian noise of unknown size and of a known lag-1
 * correlation, every place up to the point `last` being as probable as the next beforehand. Null below 8 points and where there is nothing to tell them by.
 */
export function stepPosterior(
  given: readonly number[],
  correlation: number,
  level: number,
  last = given.length - 1,
): StepPosterior | null {
  if (given.length < 8) return null
  const { data, exponent } = ordinaryNumbers(Float64Array.from(given))
  const values = [...data]
  const mode = best(until(fits(innovations(values, correlation), correlation), last))
  if (mode === null) return null
  const logs = until(fits(withoutOutliers(values, correlation, mode), correlation), last)
  const index = best(logs)
  if (index === null) return null
  const top = logs[index]!
  const weights = logs.map((log) => Math.exp(log - top))
  const { low, high } = stretchNear(weights, index, level)
  const [before, after] = [values.slice(0, index), values.slice(index)].map((side) =>
    timesPowerOfTwo(mean(side), exponent),
  ) as [number, number]
  return { index, low, high, before, after }
}

/** The same in steps: the change lies after the last point of the old level, and not after the first of the new. */
export function onsetOf({ steps }: Points, { index, low, high }: StepPosterior, level: number) {
  return { step: steps[index]!, onset: { low: steps[low - 1]! + 1, high: steps[high]!, level } }
}

/** What each value brings that the one before does not predict; the first of them has none before it. */
function innovations(values: readonly number[], correlation: number): number[] {
  return values.slice(1).map((value, i) => value - correlation * values[i]!)
}

/** The same, with what lies more than six standard deviations off the two levels pulled in. */
function withoutOutliers(values: readonly number[], correlation: number, index: number): number[] {
  const [before, after] = [mean(values.slice(0, index)), mean(values.slice(index))]
  const levelAt = (i: number) => (i < index ? before : after)
  const limit = 6 * robustSpread(values.map((value, i) => value - levelAt(i)))
  if (!(limit > 0)) return innovations(values, correlation)
  const pulled = values.map((value, i) => levelAt(i) + clipped(value - levelAt(i), limit))
  return innovations(pulled, correlation)
}

/** The logarithm of the marginal likelihood of a step at each point, by sums over what comes before and after it. */
function fits(changes: readonly number[], correlation: number): number[] {
  const m = changes.length
  const total = changes.reduce((sum, e) => sum + e, 0)
  const middle = total / m
  const all = changes.reduce((sum, e) => sum + (e - middle) ** 2, 0)
  const logs = new Array<number>(m + 1).fill(-Infinity)
  const share = 1 - correlation
  let later = 0
  for (let j = m; j >= 1; j--) {
    // Changes are numbered from the second point on: the step at point j is whole in the change j − 1, and in each later one but for what is predicted.
    const at = changes[j - 1]! - middle
    const count = m - j
    const sum = 1 + share * count
    const gg = 1 + share * share * count - (sum * sum) / m
    const ge = at + share * later
    later += at
    if (j < EDGE || j > m + 1 - EDGE || !(gg > 0)) continue
    const rest = Math.max(all - (ge * ge) / gg, 1e-12 * all)
    logs[j] = rest > 0 ? -0.5 * (m - 2) * Math.log(rest) - 0.5 * Math.log(gg) : -Infinity
  }
  return logs
}

/** Grown from the most probable point to the side where more lies, up to where it holds nearest to `level` of all. */
export function stretchNear(weights: readonly number[], from: number, level: number): { low: number; high: number } {
  const goal = level * weights.reduce((sum, weight) => sum + weight, 0)
  let [low, high, held] = [from, from, weights[from]!]
  for (;;) {
    const [left, right] = [weights[low - 1] ?? 0, weights[high + 1] ?? 0]
    const more = Math.max(left, right)
    if (more === 0 || Math.abs(held + more - goal) >= Math.abs(held - goal)) return { low, high }
    if (left > right) low--
    else high++
    held += more
  }
}

function until(logs: readonly number[], last: number): number[] {
  return logs.map((log, place) => (place <= last ? log : -Infinity))
}

function best(logs: readonly number[]): number | null {
  const at = logs.reduce((top, log, i) => (log > logs[top]! ? i : top), 0)
  return Number.isFinite(logs[at]) ? at : null
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
