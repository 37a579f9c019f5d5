import type { Breakpoint, Envelope, Fact, Planned } from '#src/vocabulary/index.ts'

/** The facts with which a run begins, before its first observation: who is attached and what waits by plan. */
export function plannedIn(facts: readonly Envelope<Fact>[]): readonly Envelope<Fact>[] {
  const end = facts.findIndex(({ report }) => !isBefore(report))
  return end < 0 ? facts : facts.slice(0, end)
}

/** Probes and breakpoints of the plan of a run that an older version made, which did not say them at its start. */
export function planIn(facts: readonly Envelope<Fact>[]): {
  readonly planned: readonly Planned[]
  readonly breakpoints: readonly Breakpoint[]
} {
  const planned = plannedIn(facts).map(({ report }) => report)
  return {
    planned: planned.flatMap((report) => {
      if (report.type !== 'attached') return []
      const { probe, cadence, options } = report
      return [{ probe, cadence, options }]
    }),
    breakpoints: planned.flatMap((report) =>
      report.type === 'applied' && report.command.type === 'break' ? [report.command.breakpoint] : [],
    ),
  }
}

/** Files with probes are read, and people say something of the run, at any time. */
const WHENEVER: readonly Fact['type'][] = ['started', 'offered', 'rejected', 'labeled', 'noted']

function isBefore(report: Fact): boolean {
  if (WHENEVER.includes(report.type)) return true
  if (report.type === 'attached') return report.step === 0
  return report.type === 'applied' && report.command.type === 'break' && report.step === 0
}
