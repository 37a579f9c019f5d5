import { stepOf } from '#src/run-state/index.ts'
import type { Column, Report } from '#src/vocabulary/index.ts'
import type { Unreported } from '#trainer/observing/index.ts'
import type { RunRecord } from './origin.ts'

/**
 * What of the last step of a run has not been kept of it: a crash leaves of a step what was said first. A run says the
 * same of the step when it is there again, and what is kept is left out.
 */
export function unreportedAfter({ facts, columns }: Pick<RunRecord, 'facts' | 'columns'>, last: number): Unreported {
  const kept = facts.map(({ report }) => report).filter((report) => stepOf(report) === last)
  const reported = new Set(kept.map((report) => JSON.stringify(report)))
  const measured = new Set(columns.filter(({ steps }) => steps.includes(last)).map(({ series }) => series))
  return (report) => {
    if (report.type === 'measured') {
      const fresh = report.columns.filter(({ series }: Column) => !measured.has(series))
      return fresh.length === 0 ? null : { ...report, columns: fresh }
    }
    return isReported(report, kept, reported) ? null : report
  }
}

function isReported(report: Report, kept: readonly Report[], reported: ReadonlySet<string>): boolean {
  if (report.type !== 'applied' || report.command.type !== 'fork') return reported.has(JSON.stringify(report))
  // A fork is kept as what came of it.
  const set = JSON.stringify(report.command.set ?? {})
  return kept.some((one) => one.type === 'forked' && JSON.stringify(one.set) === set)
}
