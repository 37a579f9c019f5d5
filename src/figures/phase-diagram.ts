import type { PhaseDiagramData, Places } from '#src/vocabulary/index.ts'
import { linearTicks } from './axis.ts'
import type { Figure, FigureAxis, FigurePanel, Layer } from './figure.ts'
import { crossings } from './crossings.ts'
import { divergingColor } from './diverging.ts'
import { PAPER_INKS, paperHue, type PaperTheme } from './paper-colors.ts'
import { readText } from './tick-text.ts'

/** A line of the table behind a figure; the first has names. */
export type TableRow = readonly (string | number | null)[]

export interface FigureSize {
  readonly width: number
  readonly height: number
  readonly columns: number
}

export function phaseDiagram(data: PhaseDiagramData, size: FigureSize, theme: PaperTheme = 'light'): Figure {
  const { ink } = PAPER_INKS[theme]
  const at = `${data.label} = ${data.level}`
  const reach = reachOf(data)
  const from = (height: number) => `${data.label} ${readText(data.level * Math.exp(height))}`
  return {
    ...size,
    columns: Math.min(size.columns, data.panels.length),
    panels: data.panels.map((panel) => panelOf(panel, data, theme)),
    legend: {
      title: '',
      entries: [
        { label: `${at}, measured`, color: ink, dot: 'filled' },
        { label: `${at}, ${data.theory}`, color: ink, dash: [4, 2.5] },
        { label: `${data.phases[0]}, ${from(-reach.below)} or less`, color: divergingColor(-1, theme), dot: 'square' },
        { label: `${data.phases[1]}, ${from(reach.above)} or more`, color: divergingColor(1, theme), dot: 'square' },
      ],
    },
    note: data.note,
  }
}

/** A row a run, then a row a place of either line. */
export function phaseDiagramTable({ x, y, panelsBy, panels, label, level, falls }: PhaseDiagramData): TableRow[] {
  const header = ['what', ...(panelsBy === null ? [] : [panelsBy]), x.key, y.key, label]
  const rows = panels.flatMap(({ title, xs, ys, values, theory }) => {
    const measured = crossings({ xs, ys, values }, level, falls)
    const of = panelsBy === null ? [] : [title]
    const places = (what: string, line: Places) =>
      Array.from(line.x, (at, i) => [what, ...of, at, line.y[i] as number, level])
    return [
      ...values.map((value, i) => ['run', ...of, xs[i % xs.length]!, ys[Math.floor(i / xs.length)]!, value ?? NaN]),
      ...places('measured line', measured),
      ...places('theory line', theory),
    ]
  })
  return [header, ...rows]
}

/** Where the ramp ends at most: a factor of e from the level. */
const REACH = 1

/** How far the ramp goes to either side of the level, in logarithms: as far as the numbers do, so that a phase near to the level is seen. */
function reachOf({ panels, level }: PhaseDiagramData): { readonly below: number; readonly above: number } {
  const heights = panels.flatMap(({ values }) => values.map((value) => Math.log((value ?? NaN) / level)))
  const reach = (side: number) => {
    const far = Math.max(...heights.map((height) => side * height).filter((height) => height > 0))
    return Math.min(REACH, far > 0 ? far : REACH)
  }
  return { below: reach(-1), above: reach(1) }
}

/** How far a number is from the level, as a share of the end of the ramp on its side. */
function sharesOf(data: PhaseDiagramData): (value: number | null) => number {
  const { below, above } = reachOf(data)
  return (value) => {
    const height = Math.log((value ?? NaN) / data.level)
    return height / (height > 0 ? above : below)
  }
}

function panelOf(
  { title, theory, ...grid }: PhaseDiagramData['panels'][number],
  data: PhaseDiagramData,
  theme: PaperTheme,
): FigurePanel {
  const { x, y, level, falls } = data
  const shareOf = sharesOf(data)
  const [columns, rows] = [edgesOf(grid.xs), edgesOf(grid.ys)]
  const { ink } = PAPER_INKS[theme]
  const measured = crossings(grid, level, falls)
  const layers: Layer[] = [
    {
      kind: 'cells',
      x: columns,
      y: rows,
      titles: grid.values.map((value, i) => {
        const [across, up] = [grid.xs[i % grid.xs.length]!, grid.ys[Math.floor(i / grid.xs.length)]!]
        const said = value === null ? 'no number yet' : `${data.label} ${readText(value)}`
        return `${x.label} ${across}, ${y.label} ${up}: ${said}`
      }),
      colors: grid.values.map((value) => divergingColor(shareOf(value), theme)),
    },
    { kind: 'line', ...theory, color: ink, width: 1, dash: [4, 2.5] },
    { kind: 'line', ...withGaps(measured, grid.ys), color: paperHue(2, theme).color, width: 1.25 },
    { kind: 'dots', ...measured, color: ink, radius: 2 },
  ]
  return {
    title,
    x: axisOf(x.label, columns),
    y: axisOf(y.label, rows),
    layers,
  }
}

/** A row without a place parts the line: nothing was seen there. */
function withGaps({ x, y }: Places, ys: readonly number[]): Places {
  return { x: ys.map((row) => x[y.indexOf(row)] ?? NaN), y: ys }
}

/** Short numbers, of which more find room than of a measurement's. */
function axisOf(label: string, edges: readonly number[]): FigureAxis {
  const [from, to] = [edges[0]!, edges.at(-1)!]
  const ticks = linearTicks(from, to, 6).map((at) => ({ at, text: String(at) }))
  return { label, scale: 'linear', from, to, ticks }
}

/** Halfway between places, and as far beyond the first and the last; one place alone has a cell of 1. */
function edgesOf(places: readonly number[]): number[] {
  if (places.length === 1) return [places[0]! - 0.5, places[0]! + 0.5]
  const between = places.slice(1).map((place, i) => (place + places[i]!) / 2)
  return [2 * places[0]! - between[0]!, ...between, 2 * places.at(-1)! - between.at(-1)!]
}
