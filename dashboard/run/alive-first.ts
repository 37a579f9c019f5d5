import type { RunSummary } from '#src/vocabulary/index.ts'

/**
 * Runs as the list shows them: those that run first, then those that are paused, the newest first among them; then the
 * others of the page as it is sorted. `alive` are those under way, wherever their page would be.
 */
export function aliveFirst(alive: readonly RunSummary[], page: readonly RunSummary[]): RunSummary[] {
  const isAbove = new Set(alive.filter((one) => rank(one) > 0).map(({ run }) => run.id))
  const above = alive
    .filter(({ run }) => isAbove.has(run.id))
    .toSorted((a, b) => rank(b) - rank(a) || b.run.startedAt - a.run.startedAt)
  return [...above, ...page.filter(({ run }) => !isAbove.has(run.id))]
}

function rank({ status }: RunSummary): number {
  return status === 'running' ? 2 : status === 'paused' ? 1 : 0
}
