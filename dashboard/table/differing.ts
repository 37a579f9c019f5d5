import type { RunSummary } from '#src/vocabulary/index.ts'

/** So many columns fit beside those that every run has. */
const MOST = 3

/**
 * The settings in which runs of one experiment differ: what a reader of the list tells them apart by, so that it starts with
 * them. The order is that of the experiment; where very many differ, runs are told apart by name, and none of them is shown.
 */
export function differingSettings(runs: readonly RunSummary[]): readonly string[] {
  const [first] = runs
  if (first === undefined || runs.some(({ run }) => run.experiment !== first.run.experiment)) return []
  const differing = Object.keys(first.run.parameters).filter(
    (key) => new Set(runs.map(({ run }) => run.parameters[key])).size > 1,
  )
  return differing.length > MOST ? [] : differing
}
