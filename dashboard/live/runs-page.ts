import { readableSummary } from '#src/run-state/index.ts'
import { runValueFromJson, type RunsPage } from '#src/vocabulary/index.ts'
import type { JsonRunsPage } from '#src/wire/runs-page.ts'

/** A page of runs as the hub sent it. A line that cannot be read is left out, with its values. */
export function runsPageFrom({ runs, total, values, ids, damaged, hints }: JsonRunsPage): RunsPage {
  const lines = runs.map((line: unknown) => readableSummary(line))
  const isShown = (_: unknown, i: number) => runs.length === 0 || lines[i] !== null
  const own = values?.filter(isShown).map((row) => row.map(runValueFromJson))
  return {
    runs: lines.filter((line) => line !== null),
    total,
    ...(own && { values: own }),
    ...(ids && { ids }),
    ...(damaged && { damaged }),
    ...(hints && { hints }),
  }
}
