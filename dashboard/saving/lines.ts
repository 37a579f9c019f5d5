import { csvRow } from '#src/vocabulary/index.ts'
import type { FigureAxis } from '#src/figures/figure.ts'
import type { Damaged } from '#dashboard/plots/draw-damaged.ts'
import type { Filled } from '#dashboard/plots/draw-filled.ts'
import type { Level } from '#dashboard/plots/draw-levels.ts'
import type { Line } from '#dashboard/plots/draw-lines.ts'
import type { Scene } from '#dashboard/plots/scene.ts'
import { firstAfter } from '#dashboard/series/points.ts'
import type { Range } from '#dashboard/series/range.ts'
import { fileName } from './downloaded.ts'
import { beyondLayers, lineLayers } from './line-layers.ts'
import { levelLayers, markLayers, stretchLayers } from './mark-layers.ts'
import { paperColor } from './paper-color.ts'
import { HEIGHT, WIDTH, type Saved } from './saved.ts'

/** A curve that is drawn, and whose it is. */
export interface NamedLine {
  readonly line: Line
  readonly series: string
  readonly run: string
  readonly label: string
}

interface Drawn {
  readonly title: string
  readonly unit: string
  readonly lines: readonly NamedLine[]
  readonly scene: Pick<Scene, 'x' | 'y' | 'marks'>
  readonly axes: { readonly by: 'step' | 'time'; readonly logX: boolean; readonly logY: boolean }
  readonly levels: readonly Level[]
  readonly filled: readonly Filled[]
  readonly damaged: readonly Damaged[]
  /** What is drawn of what is stored. */
  readonly note: string
}

/** A chart of curves. */
export function savedLines({ title, unit, lines, scene, axes, levels, filled, damaged, note }: Drawn): Saved {
  const { x, y, marks } = scene
  const whose = lines.length > 1 ? lines.map(({ label, line }) => ({ label, ...inkOf(line) })) : []
  return {
    name: fileName(title),
    figure: {
      width: WIDTH,
      height: HEIGHT,
      columns: 1,
      legend: whose.length === 0 ? null : { title: '', entries: whose },
      note: `${title}: ${note}`,
      panels: [
        {
          title,
          x: { ...timeAxis(axes), ...x },
          y: {
            label: unit === '1' ? title : `${title} (${unit})`,
            scale: axes.logY ? 'log' : 'linear',
            from: y[0],
            to: y[1],
          },
          layers: [
            ...stretchLayers(filled, damaged),
            ...levelLayers(levels),
            ...lines.flatMap(({ line }) => lineLayers(line, x)),
            ...beyondLayers(
              lines.map(({ line }) => line.points),
              x,
            ),
            ...markLayers(marks),
          ],
        },
      ],
    },
    rows: () => rowsOf(lines, x, axes.by),
  }
}

/** The x axis of a chart over a run. */
export function timeAxis({ by, logX }: { by: 'step' | 'time'; logX: boolean }): Omit<FigureAxis, 'from' | 'to'> {
  return { label: by, scale: logX ? 'steps' : 'linear', ticks: by === 'time' ? 'seconds' : 'steps' }
}

function inkOf({ style }: Line) {
  return { color: paperColor(style.color), dash: style.dash.map((length) => length * 0.75) }
}

/**
 * The points of the stretch that is shown, as the page holds them. Where a point stands for several measurements (`exact`: no), `value`
 * is the last of them, between their smallest and largest finite value, with how many are not finite.
 */
function* rowsOf(lines: readonly NamedLine[], { from, to }: Range, by: 'step' | 'time'): Generator<string> {
  yield csvRow(['run', 'series', by === 'time' ? 'seconds' : 'step', 'value', 'min', 'max', 'NaN', '∞', '−∞', 'exact'])
  for (const { line, run, series } of lines) {
    const { points } = line
    const { steps, last, min, max, nans, plus, minus } = points
    const beyond = firstAfter(points, to)
    for (let i = 0; i < beyond; i++) {
      if (steps[i]! < from) continue
      const counts = [nans[i]!, plus[i]!, minus[i]!]
      yield csvRow([run, series, steps[i]!, last[i]!, min[i]!, max[i]!, ...counts, points.exact ? 'yes' : 'no'])
    }
  }
}
