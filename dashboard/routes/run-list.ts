import type { RunSummary } from '#src/vocabulary/index.ts'

/** The runs that match every word of `sought`, those that run first, and newest first among them. */
export function listed(summaries: readonly RunSummary[], sought: string): RunSummary[] {
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean)
  return summaries
    .filter((summary) => words.every((word) => textOf(summary).includes(word)))
    .sort((a, b) => alive(b) - alive(a) || b.run.startedAt - a.run.startedAt)
}

function alive({ status }: RunSummary): number {
  return status === 'running' ? 2 : status === 'paused' ? 1 : 0
}

function textOf({ run, status }: RunSummary): string {
  const parameters = Object.entries(run.parameters).map(([key, value]) => `${key}=${value}`)
  return [run.name, run.id, run.experiment, `seed=${run.seed}`, status, run.host, ...parameters].join(' ').toLowerCase()
}
