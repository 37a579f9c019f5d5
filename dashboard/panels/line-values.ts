import type { Curve } from '#dashboard/series/curve.ts'
import type { Gap } from '#dashboard/series/gap.ts'
import { pointAt, type Points } from '#dashboard/series/points.ts'
import { readoutAt } from '#dashboard/series/readout.ts'
import type { Range } from '#dashboard/series/range.ts'
import type { Line } from '../plots/draw-lines.ts'
import type { Counterpart } from './against.ts'
import type { PanelPlan } from './arrange.ts'
import type { EntryValue, LegendEntry } from './entry.ts'
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

function valueAt(points: Points, place: number): number | null {
  return pointAt(points, place)?.value ?? null
}

/** What is drawn around the pointer, or the value at a place where there is no pointer. */
export function saidAt(points: Points, place: number, around: Range | null): EntryValue {
  if (around === null) return { value: valueAt(points, place) }
  const read = readoutAt(points, around)
  return { value: read?.last ?? null, read }
}

export function besideOf(line: Line | null | undefined, place: number, around: Range | null): LegendEntry['beside'] {
  return line == null ? undefined : { ...line.style, ...saidAt(line.points, place, around) }
}

export function errorOf(run: PanelRun, own: PanelPlan | null, series: string) {
  const error = own?.errors.get(series)
  return error === undefined ? null : run.curve(error)
}
