import type { Report } from '#src/vocabulary/index.ts'

/** The probe that a Report of a replay is about. */
export function reportedProbe(report: Report): string | null {
  if (report.type === 'declared') return report.series.probe
  if (report.type === 'marked') return report.mark.by
  if (report.type === 'absent') return report.series.split('/')[0] ?? null
  return 'probe' in report && typeof report.probe === 'string' ? report.probe : null
}
