import { durationText, type Envelope } from '#src/vocabulary/index.ts'
import { statusLine } from './status-line.ts'

/** How a run is doing, on one line. */
export function startProgressLine(steps: number, shown: readonly string[]) {
  const line = statusLine()
  const latest = new Map<string, number>()
  const pace: { step: number; at: number }[] = []

  const text = () => {
    const first = pace[0]
    const last = pace.at(-1)
    const step = last?.step ?? 0
    const rate = first && last && last.at > first.at ? ((last.step - first.step) / (last.at - first.at)) * 1000 : NaN
    const values = shown
      .filter((series) => latest.has(series))
      .map((series) => `${series} ${(latest.get(series) ?? NaN).toPrecision(3)}`)
    const speed = Number.isFinite(rate) ? `${rate.toFixed(1)} steps/s` : '… steps/s'
    return `step ${step} / ${steps} · ${speed} · ${durationText((steps - step) / rate)} left · ${values.join(' · ')}`
  }
  return {
    take({ at, report }: Envelope) {
      if (report.type !== 'measured') return
      for (const { series, steps: at, values, lengths } of report.columns) {
        if (lengths === null && at.length > 0) latest.set(series, values[values.length - 1] ?? NaN)
      }
      const step = Math.max(...report.columns.map((column) => column.steps.at(-1) ?? 0))
      pace.push({ step, at })
      if (pace.length > 60) pace.shift()
      line.show(text, at)
    },
    clear: line.clear,
  }
}
