import type { Breakpoint, Envelope, Fact } from '#src/vocabulary/index.ts'
import type { Attach } from './attach.ts'

/** The facts with which a run begins, before its first observation: who is attached and what waits by plan. */
export function plannedIn(facts: readonly Envelope<Fact>[]): readonly Envelope<Fact>[] {
  const end = facts.findIndex(({ report }) => !isBefore(report))
  return end < 0 ? facts : facts.slice(0, end)
}

/** Probes and breakpoints of a run's plan; null where nothing but its start is kept. */
export function planIn(
  facts: readonly Envelope<Fact>[],
): { readonly probes: readonly Attach[]; readonly breakpoints: readonly Breakpoint[] } | null {
  if (facts.every(({ report }) => report.type === 'started')) return null
  const planned = plannedIn(facts).map(({ report }) => report)
  return {
    probes: planned.flatMap((report) => {
      if (report.type !== 'attached') return []
      const { probe, cadence, options } = report
      return [{ probe, cadence, options }]
    }),
    breakpoints: planned.flatMap((report) =>
      report.type === 'applied' && report.command.type === 'break' ? [report.command.breakpoint] : [],
    ),
  }
}

function isBefore(report: Fact): boolean {
  // Files with probes are read whenever they are.
  if (report.type === 'started' || report.type === 'offered' || report.type === 'rejected') return true
  if (report.type === 'attached') return report.step === 0
  return report.type === 'applied' && report.command.type === 'break' && report.step === 0
}
