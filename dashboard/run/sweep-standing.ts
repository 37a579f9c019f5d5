import type { SweepDeed, SweepId, SweepStatus } from '#src/vocabulary/index.ts'
import { countText } from '#dashboard/text/format.ts'

/** How a sweep stands, in a few words: `going on, 1 failed`. */
export function standingText(sweep: SweepStatus): string {
  const { counts, isGoingOn, isCancelled } = sweep
  const standing = isGoingOn ? 'going on' : isComplete(sweep) ? 'complete' : isCancelled ? 'cancelled' : 'cut off'
  const shown = (['running', 'paused', 'stopped', 'failed', 'lost', 'removed'] as const).filter(
    (one) => counts[one] > 0,
  )
  return [standing, ...shown.map((one) => `${countText(counts[one])} ${one}`)].join(', ')
}

/** What can be done to it as it stands. */
export function deedsOf(sweep: SweepStatus): readonly SweepDeed[] {
  const { counts, isGoingOn } = sweep
  if (isGoingOn) return ['cancel']
  if (isComplete(sweep)) return []
  return counts.failed + counts.stopped > 0 ? ['resume', 'rerun'] : ['resume']
}

/** Where its runs are compared. */
export function compareAddress(id: SweepId): string {
  return `/compare?where=${encodeURIComponent(`group = "${id}"`)}`
}

function isComplete({ counts, runs }: SweepStatus): boolean {
  return counts.completed + counts.removed === runs
}
