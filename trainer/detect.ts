import { concatMap, scan, type OperatorFunction } from 'rxjs'
import { columnOf } from './measure.ts'
import type { Detector } from '#probes/detector.ts'
import type { Column, Mark, Report } from '#src/vocabulary/index.ts'

interface Watch {
  readonly states: readonly unknown[]
  readonly reports: readonly Report[]
}

/** Lets detectors watch what is measured and adds the marks they make, each right behind what it saw. */
export function detect(
  detectors: readonly Detector[],
  seenBefore: readonly Column[] = [],
): OperatorFunction<Report, Report> {
  const unmoved: Watch = { states: detectors.map(({ initial }) => initial), reports: [] }
  const start = stepByStep(seenBefore).reduce((watch, report) => watched(detectors, watch, report), unmoved)
  return (report$) =>
    report$.pipe(
      scan((watch, report) => watched(detectors, watch, report), start),
      concatMap(({ reports }) => reports),
    )
}

/** The marks that detectors would make of scalars that were measured. */
export function marksIn(detectors: readonly Detector[], columns: readonly Column[]): Mark[] {
  const marks: Mark[] = []
  let watch: Watch = { states: detectors.map(({ initial }) => initial), reports: [] }
  for (const report of stepByStep(columns)) {
    watch = watched(detectors, watch, report)
    for (const made of watch.reports) if (made.type === 'marked') marks.push(made.mark)
  }
  return marks
}

/** Scalars of a run's past as they were measured: one Report a step, in order. */
function stepByStep(columns: readonly Column[]): Report[] {
  const points = columns.flatMap(({ series, steps, values, lengths }) =>
    lengths === null ? Array.from(steps, (step, i) => ({ series, step, value: values[i] as number })) : [],
  )
  return [...Map.groupBy(points, ({ step }) => step)]
    .sort(([a], [b]) => a - b)
    .map(([, together]) => ({
      type: 'measured',
      columns: together.map(({ series, step, value }) => columnOf(series, step, value)),
    }))
}

function watched(detectors: readonly Detector[], { states }: Watch, report: Report): Watch {
  if (report.type !== 'measured') return { states, reports: [report] }
  const next = [...states]
  const marks: Report[] = []
  for (const { series, steps, values, lengths } of report.columns) {
    if (lengths !== null) continue
    detectors.forEach(({ watches, next: seen }, i) => {
      if (!watches.includes(series)) return
      for (let at = 0; at < steps.length; at++) {
        const { state, mark } = seen(next[i], { series, step: steps[at] as number, value: values[at] as number })
        next[i] = state
        if (mark !== null) marks.push({ type: 'marked', mark })
      }
    })
  }
  return { states: next, reports: [report, ...marks] }
}
