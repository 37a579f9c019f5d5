import { csvRow } from '#src/vocabulary/index.ts'
import { linearTicks } from './axis.ts'
import type { Figure, FigureAxis, FigurePanel, Layer } from './figure.ts'
import { crossings, type Grid, type PlacesOnPlane } from './crossings.ts'
import { divergingColor } from './diverging.ts'
import { PAPER_HUES, PAPER_INKS } from './paper-colors.ts'

/** A number of runs over two of their settings, and the line on which it passes a level: measured, and by theory. */
export interface PhaseDiagramData {
  readonly x: Axis
  readonly y: Axis
  /** The setting that gives each of its values a panel. */
  readonly panelsBy: string
  /** What the number is called. */
  readonly label: string
  readonly level: number
  readonly phases: readonly [below: string, above: string]
  readonly theory: string
  readonly panels: readonly (Grid & { readonly title: string; readonly theory: PlacesOnPlane })[]
  /** How it was made, for a caption. */
  readonly note: string
}

interface Axis {
  readonly key: string
  readonly label: string
}

export interface FigureSize {
  readonly width: number
  readonly height: number
  readonly columns: number
}

export function phaseDiagram(data: PhaseDiagramData, size: FigureSize): Figure {
  const { ink } = PAPER_INKS.light
  const at = `${data.label} = ${data.level}`
  return {
    ...size,
    panels: data.panels.map((panel) => panelOf(panel, data)),
    legend: {
      title: '',
      entries: [
        { label: `${at}, measured`, color: ink, dot: 'filled' },
        { label: `${at}, ${data.theory}`, color: ink, dash: [4, 2.5] },
        { label: data.phases[0], color: divergingColor(-0.7), dot: 'square' },
        { label: data.phases[1], color: divergingColor(0.7), dot: 'square' },
      ],
    },
    note: data.note,
  }
}

/** A row a run, then a row a place of either line. */
export function phaseDiagramRows({ x, y, panelsBy, panels, label, level }: PhaseDiagramData): string[] {
  const header = ['what', panelsBy, x.key, y.key, label]
  const rows = panels.flatMap(({ title, xs, ys, values, theory }) => {
    const measured = crossings({ xs, ys, values }, level)
    const places = (what: string, line: PlacesOnPlane) =>
      Array.from(line.x, (at, i) => [what, title, at, line.y[i] as number, level])
    return [
      ...values.map((value, i) => ['run', title, xs[i % xs.length]!, ys[Math.floor(i / xs.length)]!, value]),
      ...places('measured line', measured),
      ...places('theory line', theory),
    ]
  })
  return [header, ...rows].map(csvRow)
}

/** Where the ramp ends: a factor of e from the level. */
const REACH = 1

function panelOf({ title, theory, ...grid }: PhaseDiagramData['panels'][number], data: PhaseDiagramData): FigurePanel {
  const { x, y, level } = data
  const [columns, rows] = [edgesOf(grid.xs), edgesOf(grid.ys)]
  const { ink } = PAPER_INKS.light
  const measured = crossings(grid, level)
  const layers: Layer[] = [
    {
      kind: 'cells',
      x: columns,
      y: rows,
      colors: grid.values.map((value) => divergingColor(Math.log(value / level) / REACH)),
    },
    { kind: 'line', ...theory, color: ink, width: 1, dash: [4, 2.5] },
    { kind: 'line', ...measured, color: PAPER_HUES[2], width: 1.25 },
    { kind: 'dots', ...measured, color: ink, radius: 2 },
  ]
  return {
    title,
    x: axisOf(x.label, columns),
    y: axisOf(y.label, rows),
    layers,
  }
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
