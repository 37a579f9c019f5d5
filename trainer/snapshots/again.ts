import type { Report } from '#src/vocabulary/index.ts'
import { behindThePast, isDetector } from '#trainer/observing/index.ts'
import { remembered, type AtStep, type Measuring, type Watched } from './measure-snapshot.ts'

/** What was reported before, as measuring carries it: which series are declared, what they were, and why one has no value. */
export function afterReports(before: Measuring, reports: Iterable<Report>): Measuring {
  const { histories } = before
  const declared = new Set(before.observers.declared)
  const absences = new Map(before.observers.absences)
  let { reached } = before
  for (const report of reports) {
    if (report.type === 'declared') declared.add(report.series.name)
    if (report.type === 'absent') {
      absences.set(report.series, report.why)
      reached = Math.max(reached, report.step)
      histories.addAbsence(report.series, report.step)
    }
    if (report.type !== 'measured') continue
    for (const { series, steps, values, lengths } of report.columns) {
      absences.delete(series)
      reached = steps.reduce((last, step) => Math.max(last, step), reached)
      if (lengths === null) steps.forEach((step, i) => histories.add(series, step, values[i] as number))
    }
  }
  return { ...before, observers: { ...before.observers, declared, absences }, reached }
}

/**
 * A probe goes on where an earlier process stopped: one that remembers sees again what it has seen, as far as it is still there,
 * and a detector what its series were. `seen` are its steps, in order; `at` opens one, or gives null where it is gone.
 */
export function caughtUp(
  before: Measuring,
  watched: Watched,
  seen: readonly number[],
  at: (step: number) => AtStep | null,
): Measuring {
  const { probe, options } = watched
  const last = seen.at(-1)
  if (last === undefined) return before
  if (isDetector(probe)) {
    const { memory } = behindThePast({ probe, options }, { from: 0, to: last }, before.histories)
    const memories = new Map(before.observers.memories).set(probe.id, memory)
    return { ...before, observers: { ...before.observers, memories } }
  }
  if (probe.memory === undefined) return before
  return seen.reduce((known, step) => {
    const then = at(step)
    // What is gone is a gap, as if nobody had seen it.
    if (then === null) return { ...known, remembered: new Map(known.remembered).set(probe.id, -Infinity) }
    return remembered(known, watched, then)
  }, before)
}
