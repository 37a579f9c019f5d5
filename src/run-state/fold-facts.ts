import { TRAINER, type Envelope, type Fact } from '#src/vocabulary/index.ts'
import { declarationOf } from './catalogue.ts'
import { finishedMarks, growingMarks } from './marks.ts'
import { UNKNOWN_RUN, withFact, withFactSeen, type RunState } from './run-state.ts'

/** The facts of a run, read in order, say how it stands. */
export function stateFromFacts(facts: readonly Envelope<Fact>[]): RunState {
  return foldFacts<RunState>(facts, UNKNOWN_RUN, withFact)
}

/**
 * Facts folded as `withOne` folds one after the other. What is declared, what is absent and what is marked is put together at once: there
 * may be thousands of series and marks, and a map or a list that is copied for each takes seconds.
 */
export function foldFacts<S extends RunState>(
  facts: readonly Envelope<Fact>[],
  start: S,
  withOne: (state: S, fact: Envelope<Fact>) => S,
): S {
  const marks = growingMarks(start.marks)
  const declared = new Map(start.declared)
  const absent = new Map(start.absent)
  const state = facts.reduce(
    (before, fact) => {
      const { report, writer = TRAINER } = fact
      if (report.type !== 'declared' && report.type !== 'absent') return withOne(before, fact)
      const seen = withFactSeen(before, fact)
      if (seen === before) return before
      if (report.type === 'declared') {
        const { name } = report.series
        if (!declared.has(name)) declared.set(name, declarationOf(report))
        return seen
      }
      absent.set(report.series, { step: report.step, why: report.why })
      return writer === seen.main ? { ...seen, step: Math.max(seen.step, report.step) } : seen
    },
    { ...start, marks },
  )
  finishedMarks(marks)
  return { ...state, declared, absent }
}
