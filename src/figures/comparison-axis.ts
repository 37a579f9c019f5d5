import { badValue, type Alignment, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { ComparisonSettings } from './comparison.ts'

/** What stands under the x axis, and how its ticks are written. */
export type ComparisonAxis = Pick<ComparisonSettings, 'xLabel' | 'xScale' | 'xTicks'>

/** `declared`: the series that x is the value of, where it is one and is known. */
export function comparisonAxis(align: Alignment, log: boolean, declared: SeriesDeclaration | null): ComparisonAxis {
  if (align.x === 'step') return { xLabel: 'step', xScale: log ? 'steps' : 'linear', xTicks: 'steps' }
  if (align.x === 'event') {
    if (log) throw badValue('--log-x', 'x as step or series: steps before an event have no logarithm', align.event)
    return { xLabel: `steps after ${align.event}`, xScale: 'linear', xTicks: null }
  }
  const unit = declared === null || declared.unit === '1' ? '' : ` (${declared.unit})`
  const xTicks = declared?.unit === 's' && !log ? 'seconds' : null
  return { xLabel: `${align.series}${unit}`, xScale: log ? 'log' : 'linear', xTicks }
}
