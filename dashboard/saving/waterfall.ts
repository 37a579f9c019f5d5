import { csvRow, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { FigureAxis, FigurePanel } from '#src/figures/figure.ts'
import { LINEAR, measureOf, xAxisOf } from '#src/figures/measure.ts'
import { drawHeat } from '#dashboard/plots/draw-heat.ts'
import type { HeatRange } from '#dashboard/plots/heat.ts'
import type { Scene } from '#dashboard/plots/scene.ts'
import type { Gap } from '#dashboard/series/gap.ts'
import type { Stack } from '#dashboard/series/stack.ts'
import { fileName } from './downloaded.ts'
import { heatImage, heatLegend } from './heat-image.ts'
import { timeAxis } from './lines.ts'
import { markLayers } from './mark-layers.ts'
import { paperColor } from './paper-color.ts'
import { HEIGHT, WIDTH, type Saved } from './saved.ts'

interface Drawn {
  readonly title: string
  readonly unit: string
  readonly declaration: SeriesDeclaration
  readonly run: string
  readonly stack: Stack
  readonly places: readonly number[]
  readonly gaps: readonly Gap[]
  readonly range: HeatRange
  readonly waterfall: Pick<Scene, 'x' | 'y' | 'marks'>
  /** Whether rows lie at numbers, upwards. */
  readonly upwards: boolean
  readonly axes: { readonly by: 'step' | 'time'; readonly logX: boolean; readonly logY: boolean }
  /** The list that is looked at, beside it. */
  readonly list: {
    readonly said: string
    readonly values: Float64Array
    readonly law: Float64Array | null
    readonly color: string
    readonly scene: Pick<Scene, 'x' | 'y'>
  }
  readonly note: string
}

/** Lists of numbers over steps as colors, and beside them the one that is looked at as a curve. */
export function savedWaterfall(drawn: Drawn): Saved {
  const { title, stack, range, note } = drawn
  return {
    name: fileName(title),
    figure: {
      width: WIDTH * 1.4,
      height: HEIGHT,
      columns: 2,
      legend: { title: '', entries: heatLegend(range) },
      note: `${title}: ${note}`,
      panels: [heatPanel(drawn), listPanel(drawn)],
    },
    rows: () => rowsOf(drawn, stack),
  }
}

function heatPanel({ title, declaration, stack, places, gaps, range, waterfall, upwards, axes }: Drawn): FigurePanel {
  const { x, y, marks } = waterfall
  const across = measureOf(x, xAxisOf(axes)).shareFromValue
  const up = measureOf({ from: y[0], to: y[1] }, LINEAR).shareFromValue
  const href = heatImage((context, area) => drawHeat(context, stack, places, gaps, range, area, upwards), {
    ...{ ...x, shareFromX: across, shareFromY: up },
  })
  const rows: FigureAxis = {
    label: declaration.axis ?? 'index',
    scale: 'linear',
    // Places in a list count downwards.
    ...(upwards ? { from: y[0], to: y[1] } : { from: y[1], to: y[0] }),
  }
  return {
    title,
    x: { ...timeAxis(axes), ...x },
    y: rows,
    layers: [{ kind: 'image', x: [x.from, x.to], y, href }, ...markLayers(marks)],
  }
}

function listPanel({ title, unit, declaration, axes, list }: Drawn): FigurePanel {
  const { said, values, law, color, scene } = list
  const at = declaration.grid ?? [...values.keys()].map((i) => i + 1)
  const over = (numbers: Float64Array) => at.slice(0, numbers.length)
  return {
    title: said,
    x: { label: declaration.axis ?? 'index', scale: 'linear', ...scene.x },
    y: {
      label: unit === '1' ? title : `${title} (${unit})`,
      scale: axes.logY ? 'log' : 'linear',
      from: scene.y[0],
      to: scene.y[1],
    },
    layers: [
      ...(law === null
        ? []
        : [{ kind: 'line', x: over(law), y: law, color: paperColor('var(--ink-2)'), dash: [3, 2] } as const]),
      { kind: 'line', x: over(values), y: values, color: paperColor(color) },
    ],
  }
}

/** Every list that the page holds; `exact`: whether these are all that are stored. */
function* rowsOf({ run, declaration }: Drawn, { steps, frames, stored }: Stack): Generator<string> {
  const exact = stored > steps.length ? 'no' : 'yes'
  yield csvRow(['run', 'series', 'step', declaration.axis ?? 'index', 'value', 'exact'])
  for (const [i, step] of steps.entries())
    for (const [k, value] of frames[i]!.entries())
      yield csvRow([run, declaration.name, step, declaration.grid?.[k] ?? k + 1, value, exact])
}
