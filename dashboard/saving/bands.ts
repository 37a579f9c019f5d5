import { comparisonRows } from '#src/figures/comparison-csv.ts'
import type { FigureAxis, FigurePanel, Layer, LegendEntry } from '#src/figures/figure.ts'
import type { AggregateGroup } from '#src/vocabulary/index.ts'
import type { BandLayer } from '#dashboard/plots/draw-band.ts'
import type { Level } from '#dashboard/plots/draw-levels.ts'
import type { ChartMark } from '#dashboard/plots/draw-marks.ts'
import type { Range } from '#dashboard/series/range.ts'
import { fileName } from './downloaded.ts'
import { levelLayers, markLayers } from './mark-layers.ts'
import { paperColor } from './paper-color.ts'
import { HEIGHT, WIDTH, type Saved } from './saved.ts'

/** A group's curve as it is drawn, under the name that the legend has for it. */
export interface NamedBand extends BandLayer {
  readonly label: string
}

interface Drawn {
  readonly title: string
  readonly unit: string
  readonly charts: readonly { readonly heading: string | null; readonly layers: readonly NamedBand[] }[]
  readonly series: readonly { readonly name: string; readonly groups: readonly AggregateGroup[] }[]
  /** What the runs are grouped by. */
  readonly by: readonly string[]
  readonly x: Range
  readonly y: readonly [number, number]
  readonly axis: Omit<FigureAxis, 'from' | 'to'>
  readonly logY: boolean
  readonly levels: readonly Level[]
  readonly marks: readonly ChartMark[]
  readonly note: string
}

/** Panels beside each other. */
const ACROSS = 3

/** Groups of runs: the center of each, its band and its runs; a panel for each chart. */
export function savedBands({ title, unit, charts, series, by, x, y, axis, logY, levels, marks, note }: Drawn): Saved {
  const panels = charts.map(({ heading, layers }): FigurePanel => ({
    title: heading === null ? title : `${title}, ${heading}`,
    x: { ...axis, ...x },
    y: { label: unit === '1' ? title : `${title} (${unit})`, scale: logY ? 'log' : 'linear', from: y[0], to: y[1] },
    layers: [
      ...levelLayers(levels),
      ...layers.flatMap((layer) => behind(layer)),
      ...layers.map((layer) => inFront(layer)),
      ...markLayers(marks),
    ],
  }))
  const columns = Math.min(ACROSS, Math.max(1, panels.length))
  const entries = new Map<string, LegendEntry>()
  for (const { layers } of charts)
    for (const { label, style } of layers)
      if (!entries.has(label)) entries.set(label, { label, color: paperColor(style.color), dash: onPaper(style.dash) })
  const members = series.some(({ groups }) => groups.some((group) => group.members !== null))
  const all = series.map(({ name, groups }) => ({ name, aggregate: { groups } }))
  return {
    name: fileName(title),
    figure: {
      width: columns === 1 ? WIDTH : columns * 250,
      height: HEIGHT,
      columns,
      panels,
      legend: { title: by.join(' / '), entries: [...entries.values()] },
      note: `${title}: ${note}`,
    },
    rows: () => comparisonRows(by, all, members),
  }
}

function behind({ x, low, high, members, style }: NamedBand): Layer[] {
  const color = paperColor(style.color)
  const count = members === null || x.length === 0 ? 0 : members.length / x.length
  const runs = Array.from({ length: count }, (_, i): Layer => {
    return { kind: 'line', x, y: members!.subarray(i * x.length, (i + 1) * x.length), color, width: 0.4, opacity: 0.5 }
  })
  return [{ kind: 'band', x, low, high, color }, ...runs]
}

function inFront({ x, center, style }: NamedBand): Layer {
  return { kind: 'line', x, y: center, color: paperColor(style.color), width: 1.25, dash: onPaper(style.dash) }
}

function onPaper(dash: readonly number[]): number[] {
  return dash.map((length) => length * 0.75)
}
