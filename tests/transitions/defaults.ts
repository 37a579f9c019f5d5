import type { DetectorDefinition } from '#probes/detectors/define.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import type { ChangeName } from './changes.ts'
import { CORRELATIONS, labelledSeries } from './collection.ts'
import { nullsOf } from './nulls.ts'
import { scoreOf } from './score.ts'
import { falseAlarmsOf, summaryOf, type FalseAlarms, type Summary } from './summary.ts'
import { alarmsIn } from './watched.ts'

/** How much is generated: points without a change for each kind of noise, and series of each change for each of its levels. */
export interface Effort {
  readonly nullPoints: number
  readonly each: number
}

const TAILS = ['normal', 'heavy'] as const

/** Alarms of a detector where nothing happens that it is to tell, for each kind of noise. */
export function falseAlarms(
  detector: DetectorDefinition,
  { nullPoints }: Effort,
  options: OptionValues = {},
): Record<string, FalseAlarms> {
  const kinds = TAILS.flatMap((tails) => CORRELATIONS.map((correlation) => ({ tails, correlation })))
  const counts = kinds.map(({ tails, correlation }) => {
    const nulls = nullsOf(detector.id, correlation, nullPoints, { tails })
    return nulls.reduce((sum, series) => sum + alarmsIn(detector, series, options).length, 0)
  })
  const rows = kinds.map(({ tails, correlation }, i) => [
    `${tails} tails, ρ ${correlation}`,
    falseAlarmsOf(counts[i] as number, nullPoints),
  ])
  const sum = counts.reduce((total, count) => total + count, 0)
  return { all: falseAlarmsOf(sum, nullPoints * kinds.length), ...Object.fromEntries(rows) }
}

/** How a detector does on changes, over all correlations and noise levels; of steps also where the noise has heavy tails. */
export function byChange(
  detector: DetectorDefinition,
  changes: readonly ChangeName[],
  { each }: Effort,
  options: OptionValues = {},
): Record<string, Summary> {
  const asked = changes.flatMap((change) =>
    TAILS.filter((tails) => tails === 'normal' || change === 'step').map((tails) => ({ change, tails })),
  )
  return Object.fromEntries(
    asked.map(({ change, tails }) => {
      const series = CORRELATIONS.flatMap((correlation) => labelledSeries(change, correlation, each, { tails }))
      const scores = series.map((one) => scoreOf(one, alarmsIn(detector, one, options)))
      return [tails === 'heavy' ? `${change}, heavy tails` : change, summaryOf(scores)]
    }),
  )
}
