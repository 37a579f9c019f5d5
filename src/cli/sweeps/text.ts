import type { SweepStatus } from '#src/vocabulary/index.ts'
import { commandText } from '../command-text.ts'

/** How a sweep stands, in a few words. */
export function standingOf({ counts, runs, isGoingOn, isCancelled }: SweepStatus): string {
  const { completed, failed, lost, removed } = counts
  const problems = [...(failed > 0 ? [`${failed} failed`] : []), ...(lost > 0 && !isGoingOn ? [`${lost} lost`] : [])]
  const standing = isGoingOn
    ? 'going on'
    : completed + removed === runs
      ? 'completed'
      : isCancelled
        ? 'cancelled'
        : 'incomplete'
  return [standing, ...problems].join(', ')
}

/** The same in a sentence, with what can be done. */
export function sweepText(status: SweepStatus, data: string): string {
  const { id, runs, counts } = status
  const others = (['stopped', 'failed', 'lost', 'running', 'paused', 'waiting', 'removed'] as const)
    .filter((one) => counts[one] > 0)
    .map((one) => `, ${counts[one]} ${one === 'waiting' ? 'not begun' : one}`)
  const missing = runs - counts.completed - counts.removed
  const rest = `sweep --resume ${id}${counts.failed > 0 ? ' --rerun failed' : ''}`
  const hint = missing === 0 ? '' : `; the rest: ${commandText(rest, data)}`
  return `Sweep ${id}: ${counts.completed} of ${runs} runs completed${others.join('')}${hint}`
}
