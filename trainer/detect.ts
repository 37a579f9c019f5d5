import { concatMap, scan, type OperatorFunction } from 'rxjs'
import type { Detector } from '#probes/detector.ts'
import type { Report } from '#src/vocabulary/index.ts'

interface Watch {
  readonly states: readonly unknown[]
  readonly reports: readonly Report[]
}

/** Lets detectors watch what is measured and adds the marks they make, each right behind what it saw. */
export function detect(detectors: readonly Detector[]): OperatorFunction<Report, Report> {
  const start: Watch = { states: detectors.map(({ initial }) => initial), reports: [] }
  return (report$) =>
    report$.pipe(
      scan((watch, report) => watched(detectors, watch, report), start),
      concatMap(({ reports }) => reports),
    )
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
