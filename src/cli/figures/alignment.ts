import { badValue, type Alignment, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { ComparisonSettings } from '#src/figures/comparison.ts'

/** What stands under the x axis, and how its ticks are written. */
export type XAxis = Pick<ComparisonSettings, 'xLabel' | 'xScale' | 'xTicks'>

/** `step`, `event:grokked`, `elapsed` or the name of any other series. */
export function alignmentFrom(given: string): Alignment {
  const event = /^event:(.*)$/.exec(given)?.[1]
  if (event === '') throw badValue('--x', "'event:' with the id of a detector or the label of a mark behind it", given)
  if (event !== undefined) return { x: 'event', event }
  return given === 'step' ? { x: 'step' } : { x: 'series', series: given }
}

/** `declared`: the series that x is the value of, where it is one. */
export function xAxisOf(align: Alignment, log: boolean, declared: SeriesDeclaration | null): XAxis {
  if (align.x === 'step') return { xLabel: 'step', xScale: log ? 'steps' : 'linear', xTicks: 'steps' }
  if (align.x === 'event') {
    if (log) throw badValue('--log-x', 'x as step or series: steps before an event have no logarithm', align.event)
    return { xLabel: `steps after ${align.event}`, xScale: 'linear', xTicks: null }
  }
  const unit = declared === null || declared.unit === '1' ? '' : ` (${declared.unit})`
  const xTicks = declared?.unit === 's' && !log ? 'seconds' : null
  return { xLabel: `${align.series}${unit}`, xScale: log ? 'log' : 'linear', xTicks }
}
