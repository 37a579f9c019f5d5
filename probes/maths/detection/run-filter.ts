import { grown, logSum, surprise, type NormalInverseGamma } from '#probes/maths/statistics/run-length.ts'

/** What is believed of how many points have come since the last change. Bounded: the least probable are given up, never that there was none. */
export interface RunFilter {
  readonly runs: readonly Run[]
  readonly seen: number
}

interface Run {
  readonly length: number
  readonly log: number
  readonly belief: NormalInverseGamma
}

const MOST_RUNS = 60
const NEGLIGIBLE = Math.log(1e-7)

export function noRuns(prior: NormalInverseGamma): RunFilter {
  return { runs: [{ length: 0, log: 0, belief: prior }], seen: 0 }
}

/** One value more (Adams & MacKay 2007). */
export function filtered(
  { runs, seen }: RunFilter,
  value: number,
  prior: NormalInverseGamma,
  hazard: number,
): RunFilter {
  const judged = runs.map((run) => ({ ...run, log: run.log + surprise(run.belief, value) }))
  const changed = { length: 0, log: Math.log(hazard) + logSum(judged.map(({ log }) => log)), belief: prior }
  const longer = judged.map(({ length, log, belief }) => {
    return { length: length + 1, log: log + Math.log1p(-hazard), belief: grown(belief, value) }
  })
  const all = [changed, ...longer]
  const total = logSum(all.map(({ log }) => log))
  const kept = all
    .map((run) => ({ ...run, log: run.log - total }))
    .filter(({ log, length }) => length === 0 || length > seen || log > NEGLIGIBLE)
  const least =
    kept.length <= MOST_RUNS ? -Infinity : kept.map(({ log }) => log).toSorted((a, b) => b - a)[MOST_RUNS - 1]!
  return { runs: kept.filter(({ log, length }) => log >= least || length > seen), seen: seen + 1 }
}

/**
 * The logarithm of the odds that the level or the noise has changed since the first point, at least `settled` points ago, against no change at all. A
 * change in the last points is on neither side: its probability is never below the hazard, which would bound the odds.
 */
export function changeOdds({ runs, seen }: RunFilter, settled: number): number {
  const logOf = (isMeant: (length: number) => boolean) =>
    logSum(runs.filter(({ length }) => isMeant(length)).map(({ log }) => log))
  return logOf((length) => length >= settled && length < seen) - logOf((length) => length === seen)
}
