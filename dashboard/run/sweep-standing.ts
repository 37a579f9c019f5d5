import type { SweepDeed, SweepId, SweepStatus } from '#src/vocabulary/index.ts'
import { countText } from '#dashboard/text/format.ts'

/** How a sweep stands, in a few words: `going on, 1 failed`. */
export function standingText(sweep: SweepStatus): string {
  const { counts } = sweep
  const shown = (['running', 'paused', 'stopped', 'failed', 'lost', 'removed'] as const).filter(
    (one) => counts[one] > 0,
  )
  return [standingOf(sweep), ...shown.map((one) => `${countText(counts[one])} ${one}`)].join(', ')
}

/** What can be done to it as it stands. */
export function deedsOf(sweep: SweepStatus): readonly SweepDeed[] {
  const { counts, isGoingOn, isStarting } = sweep
  if (isGoingOn) return ['cancel']
  if (isStarting) return []
  if (isComplete(sweep)) return []
  return counts.failed + counts.stopped > 0 ? ['resume', 'rerun'] : ['resume']
}

/** Where its runs are compared. */
export function compareAddress(id: SweepId): string {
  return `/compare?where=${encodeURIComponent(`group = "${id}"`)}`
}

/** Where somebody who has just started it watches it: among the runs where it is one, else where they are compared. */
export function watchAddress({ id, runs }: Pick<SweepStatus, 'id' | 'runs'>): string {
  return runs === 1 ? `/?q=${encodeURIComponent(`group = "${id}"`)}` : compareAddress(id)
}

/** Whether it is worth asking soon how it stands: that a process has begun or ended no run says. */
export function isMoving({ isGoingOn, isStarting = false }: SweepStatus): boolean {
  return isGoingOn || isStarting
}

function standingOf(sweep: SweepStatus): string {
  if (sweep.isGoingOn) return 'going on'
  if (sweep.isStarting) return 'starting'
  if (isComplete(sweep)) return 'complete'
  return sweep.isCancelled ? 'cancelled' : 'cut off'
}

function isComplete({ counts, runs }: SweepStatus): boolean {
  return counts.completed + counts.removed === runs
}
