import type { Command, Report, RunStatus } from '#src/vocabulary/index.ts'

/** Commands after which a paused run is under way again. */
const GOING_ON: readonly Command['type'][] = ['resume', 'step', 'until']

/** How a run stands after a Report. That its trainer is gone (`lost`) no Report says: whoever hears the trainer knows. */
export function statusAfter(before: RunStatus, report: Report): RunStatus {
  if (report.type === 'ended') return report.how
  if (report.type === 'resumed') return 'running'
  if (report.type !== 'applied') return before
  if (report.command.type === 'pause') return 'paused'
  return GOING_ON.includes(report.command.type) ? 'running' : before
}

/**
 * The step at which a Report stands in the run, which has been there then; −1 for what says nothing of where it is. What
 * a replay could not compute, it may say of any step of the past; of the future it says nothing.
 */
export function stepOf(report: Report): number {
  if (report.type === 'measured') return Math.max(-1, ...report.columns.map(({ steps }) => steps.at(-1) ?? -1))
  if (report.type === 'marked') return report.saidAt ?? report.mark.step
  if (report.type === 'thinned') return report.to
  return 'step' in report ? report.step : -1
}
