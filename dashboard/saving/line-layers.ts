import type { Layer } from '#src/figures/figure.ts'
import type { Line } from '#dashboard/plots/draw-lines.ts'
import { firstAfter, type Points } from '#dashboard/series/points.ts'
import type { Range } from '#dashboard/series/range.ts'
import { paperColor } from './paper-color.ts'

/** A curve as a chart draws it: its values as a line, and where a point stands for several, a stroke from the smallest to the largest. */
export function lineLayers({ points, gaps, style }: Line, range: Range): Layer[] {
  const { steps, last, min, max } = pointsFrom(points, range)
  const [color, dash] = [paperColor(style.color), style.dash.map((length) => length * 0.75)]
  const x: number[] = []
  const y: number[] = []
  steps.forEach((step, i) => {
    // Nobody measured in between: the line breaks.
    if (i > 0 && gaps.some(({ from, to }) => steps[i - 1]! <= from && step >= to)) {
      x.push(step)
      y.push(NaN)
    }
    x.push(step)
    y.push(last[i]!)
  })
  const wide = [...steps.keys()].filter((i) => max[i]! > min[i]!)
  const part = (values: Float64Array) => wide.map((i) => values[i]!)
  return [
    ...(wide.length === 0
      ? []
      : [
          {
            kind: 'intervals',
            x: part(steps),
            low: part(min),
            high: part(max),
            color,
            width: 0.6,
            opacity: 0.4,
          } as const,
        ]),
    { kind: 'line', x, y, color, dash },
  ]
}

/** Where values have no height, in a color that says so. */
export function beyondLayers(curves: readonly Points[], { from, to }: Range): Layer[] {
  const color = paperColor('var(--failed)')
  const places = (column: 'nans' | 'plus' | 'minus') => [
    ...new Set(
      curves.flatMap((points) =>
        [...points.steps.subarray(0, points.length)].filter((x, i) => points[column][i]! > 0 && x >= from && x <= to),
      ),
    ),
  ]
  const all = { foot: places('nans'), top: places('plus'), bottom: places('minus') }
  return (['foot', 'top', 'bottom'] as const).flatMap((where): Layer[] =>
    all[where].length === 0 ? [] : [{ kind: 'beyond', x: all[where], where, color }],
  )
}

/** The points of a stretch, and one beyond either end, to which a line runs. */
export function pointsFrom(points: Points, { from, to }: Range): Pick<Points, 'steps' | 'last' | 'min' | 'max'> {
  const first = Math.max(0, firstAfter(points, from) - 1)
  const beyond = Math.min(points.length, firstAfter(points, to) + 1)
  const { steps, last, min, max } = points
  const cut = (column: Float64Array) => column.subarray(first, Math.max(first, beyond))
  return { steps: cut(steps), last: cut(last), min: cut(min), max: cut(max) }
}
