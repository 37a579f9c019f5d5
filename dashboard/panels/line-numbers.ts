import { firstAfter, type Points } from '#dashboard/series/points.ts'
import type { Range } from '#dashboard/series/range.ts'
import { valueText } from '#dashboard/text/format.ts'
import type { Numbers } from './numbers.ts'

/** A curve that a chart draws, and what a table calls it. */
export interface NumberedLine {
  readonly label: string
  readonly points: Points
}

/** What a chart of curves draws in a stretch: a row for each place at which any of them has a point. */
export function numbersOfLines(
  lines: readonly NumberedLine[],
  stretch: Range,
  axis: string,
  placeText: (x: number) => string,
  digits?: number,
): Numbers {
  const at = placesOf(
    lines.map(({ points }) => points.steps.subarray(0, points.length)),
    stretch,
  )
  return {
    caption: at.length === 0 ? '' : `${axis} ${placeText(at[0]!)} to ${placeText(at.at(-1)!)}`,
    columns: [axis, ...lines.map(({ label }) => label)],
    places: at.length,
    rowsAt: (place) => [[placeText(at[place]!), ...lines.map(({ points }) => saidAt(points, at[place]!, digits))]],
  }
}

/** All places of several axes within a stretch, each once, in order. */
export function placesOf(axes: readonly Float64Array[], { from, to }: Range): Float64Array {
  const all = new Float64Array(axes.reduce((sum, { length }) => sum + length, 0))
  let length = 0
  for (const axis of axes) for (const x of axis) if (x >= from && x <= to) all[length++] = x
  const sorted = all.subarray(0, length).sort()
  return sorted.filter((x, i) => i === 0 || x !== sorted[i - 1])
}

/** The value at a place, with what a point of several measurements reaches over; nothing where the curve has no point. */
function saidAt(points: Points, x: number, digits?: number): string | null {
  const i = firstAfter(points, x) - 1
  if (i < 0 || points.steps[i] !== x) return null
  const [value, min, max] = [points.last[i]!, points.min[i]!, points.max[i]!]
  const said = valueText(value, digits)
  return Number.isNaN(min) || min === max ? said : `${said} (${valueText(min, digits)} … ${valueText(max, digits)})`
}
