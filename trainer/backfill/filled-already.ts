import type { Report } from '#src/vocabulary/index.ts'
import type { Coverage } from './coverage.ts'

/** What is said at once of a past of which nothing is missing, for whoever waits to hear that it is there: no replay says it. */
export function filledAlready(report: Report, { attached, covered }: Coverage, steps: number): Report[] {
  if (report.type === 'attached') {
    const { probe, step, from = null, live = true } = report
    const isMissing = from === null || !live || (attached.get(probe)?.gaps.length ?? 0) > 0
    return isMissing ? [] : [{ type: 'filled', probe, from, to: step - 1, goal: step - 1, columns: [] }]
  }
  // A replay that goes along with the run has said that it would go to the planned end.
  if (report.type !== 'ended' || report.step >= steps) return []
  const { step } = report
  return [...attached.values()].flatMap(({ attach: { probe }, live, gaps }): Report[] => {
    const isThere = (covered.get(probe) ?? []).some(({ to }) => to >= step)
    if (live || gaps.length === 0 || !isThere) return []
    return [{ type: 'filled', probe, from: step, to: step, goal: step, columns: [] }]
  })
}
