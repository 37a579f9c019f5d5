import type { Curve } from '#dashboard/series/curve.ts'
import type { Gap } from '#dashboard/series/gap.ts'
import { pointAt, type Points } from '#dashboard/series/points.ts'
import type { Range } from '#dashboard/series/range.ts'
import type { Line } from '../plots/draw-lines.ts'
import type { Counterpart } from './against.ts'
import type { PanelPlan } from './arrange.ts'
import type { LegendEntry } from './entry.ts'
import type { PanelRun } from './panel-run.ts'

/** What is asked of one curve of a panel: its value at a place, its standard error, where its numbers are damaged. */

/** A line does not join what stands on either side of damaged numbers. */
export function withDamaged(gaps: readonly Gap[], { damaged }: Curve): readonly Gap[] {
  return damaged.length === 0 ? gaps : [...gaps, ...damaged]
}

export function damagedOf({
  curve,
  other,
}: {
  readonly curve: Curve
  readonly other: Counterpart | null
}): readonly (readonly Range[] | undefined)[] {
  return [curve.damaged, other?.beside?.curve.damaged, other?.difference?.damaged]
}

export function valueAt(points: Points, place: number): number | null {
  return pointAt(points, place)?.value ?? null
}

export function besideOf(line: Line | null | undefined, place: number): LegendEntry['beside'] {
  return line == null ? undefined : { ...line.style, value: valueAt(line.points, place) }
}

export function errorOf(run: PanelRun, own: PanelPlan | null, series: string) {
  const error = own?.errors.get(series)
  return error === undefined ? null : run.curve(error)
}
