import { csvRow } from '#src/vocabulary/index.ts'
import type { Listed } from './commands/runs.ts'

/** A row a run: what identifies it, then the columns that were asked for, each under its expression. */
export function csvOfRuns(listed: readonly Listed[], columns: readonly string[]): string {
  const rows = listed.map(({ summary: { run, status, step }, values }) =>
    csvRow([run.id, run.name, run.experiment, run.seed, status, step, ...values]),
  )
  return [csvRow(['run', 'name', 'experiment', 'seed', 'status', 'step', ...columns]), ...rows].join('\n')
}
