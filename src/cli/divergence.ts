import { LOSS_SERIES, type Report } from '#src/vocabulary/index.ts'

/** What is said once, at the first report in which a loss is no finite number; null of every other. */
export function divergenceTold(): (report: Report) => string | null {
  let isTold = false
  return (report) => {
    if (isTold || report.type !== 'measured') return null
    const found = report.columns
      .filter(({ series }) => LOSS_SERIES.includes(series))
      .flatMap(({ series, steps, values }) => {
        const at = values.findIndex((value) => !Number.isFinite(value))
        return at < 0 ? [] : [{ series, step: steps[at] ?? 0, value: values[at] ?? NaN }]
      })
      .toSorted((a, b) => a.step - b.step)[0]
    if (found === undefined) return null
    isTold = true
    return `Diverged at step ${found.step}: ${found.series} is ${found.value}`
  }
}
