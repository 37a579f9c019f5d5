import type { Report } from '#src/vocabulary/index.ts'

/** Whether a run is being trained once this was reported: not while it is paused, and not once it has ended. */
export function isTrainedAfter(report: Report, before: boolean): boolean {
  if (report.type === 'ended') return false
  if (report.type !== 'applied') return before
  switch (report.command.type) {
    case 'pause':
      return false
    case 'resume':
    case 'until':
    case 'step':
      return true
    default:
      return before
  }
}
