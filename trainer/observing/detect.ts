import { concatMap, scan, startWith, type OperatorFunction } from 'rxjs'
import type { Detector } from '#probes/detector.ts'
import type { Column, Mark, Report } from '#src/vocabulary/index.ts'
import { columnOf } from './measure-probe.ts'

interface Detection {
  readonly states: readonly unknown[]
  readonly reports: readonly Report[]
}

/**
 * Lets detectors watch what is measured and adds the marks they make, each right behind what it saw. Of a run that is
 * resumed they see first what was measured before, and say what of it was not said then.
 */
export function detect(
  detectors: readonly Detector[],
  seenBefore: readonly Column[] = [],
  saidBefore: readonly Mark[] = [],
): OperatorFunction<Report, Report> {
  const unmoved: Detection = { states: detectors.map(({ initial }) => initial), reports: [] }
  const past = stepByStep(seenBefore).reduce<Detection>((detection, report) => {
    const { states, reports } = watched(detectors, detection, report)
    return { states, reports: [...detection.reports, ...reports.filter(({ type }) => type === 'marked')] }
  }, unmoved)
  const said = new Set(saidBefore.map((mark) => JSON.stringify(mark)))
  const unsaid = past.reports.filter((report) => report.type === 'marked' && !said.has(JSON.stringify(report.mark)))
  return (report$) =>
    report$.pipe(
      scan((detection, report) => watched(detectors, detection, report), past),
      concatMap(({ reports }) => reports),
      startWith(...unsaid),
    )
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

function watched(detectors: readonly Detector[], { states }: Detection, report: Report): Detection {
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
