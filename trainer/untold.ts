import type { Column, Command, Envelope, Fact, Report } from '#src/vocabulary/index.ts'

/**
 * What is still to be told of steps that a run goes through once more. A trainer that is killed may have got out only
 * a part of its last step; the next one says the rest, and does what came of it.
 */
export interface Untold {
  /** Those of these Reports, of one step, that are not in the record. */
  reports(reports: readonly Report[]): readonly Report[]
  /** Whether a breakpoint or the budget still has to give this Command at this step. */
  isDue(command: Command, by: string, step: number): boolean
}

/** Of a step before the last one everything was told. */
export const NOTHING_UNTOLD: Untold = { reports: () => [], isDue: () => false }

/** Of the last step whatever is not among what is kept of the run until then. */
export function untoldOf(facts: readonly Envelope<Fact>[], columns: readonly Column[], until: number): Untold {
  const told = facts.map(({ report }) => report)
  const texts = new Set(told.map((report) => JSON.stringify(report)))
  const lastSteps = new Map(columns.map(({ series, steps }) => [series, steps.findLast((step) => step <= until) ?? -1]))
  const declared = new Set(told.flatMap((report) => (report.type === 'declared' ? [report.series.name] : [])))
  return {
    reports: (reports) =>
      reports.flatMap((report): Report[] => {
        if (report.type === 'declared') return declared.has(report.series.name) ? [] : [report]
        if (report.type !== 'measured') return texts.has(JSON.stringify(report)) ? [] : [report]
        const missing = report.columns.filter(({ series, steps }) => (steps[0] ?? 0) > (lastSteps.get(series) ?? -1))
        return missing.length === 0 ? [] : [{ ...report, columns: missing }]
      }),
    isDue: (command, by, step) =>
      !told.some((report) => {
        if (!('step' in report) || report.step !== step) return false
        if (report.type === 'applied') return report.by === by && report.command.type === command.type
        return report.type === 'forked' && command.type === 'fork'
      }),
  }
}
