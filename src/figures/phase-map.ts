import type { PhaseMapData } from '#src/vocabulary/index.ts'
import type { Figure, FigureAxis, LegendEntry } from './figure.ts'
import { mixed, PAPER_INKS, paperHue, type PaperTheme } from './paper-colors.ts'
import type { FigureSize, TableRow } from './phase-diagram.ts'
import { readText } from './tick-text.ts'

/** How much of a label's color a cell has: lines and dots upon it stay seen. Less where no run says so. */
const MADE = 0.75
const NEAREST = 0.4

/** What runs are called over two settings: a color a label, a dot where a run was made, paler where the nearest run speaks for a place. */
export function phaseMap(data: PhaseMapData, size: FigureSize, theme: PaperTheme = 'light'): Figure {
  const { x, y, xs, ys, labels, cells, made, note } = data
  const { ink, ground, faint } = PAPER_INKS[theme]
  const colorOf = (label: number, strength: number) => mixed(ground, paperHue(label, theme).color, strength)
  const dots = cells.flatMap((_, i) => (made[i] === true ? [{ x: i % xs.length, y: Math.floor(i / xs.length) }] : []))
  const entries: LegendEntry[] = labels.map((label, i) => ({ label, color: colorOf(i, MADE), dot: 'square' }))
  return {
    ...size,
    columns: 1,
    panels: [
      {
        title: data.label,
        x: axisOf(x.label, xs),
        y: axisOf(y.label, ys),
        layers: [
          {
            kind: 'cells',
            x: edgesOf(xs.length),
            y: edgesOf(ys.length),
            titles: cells.map((label, i) => {
              const at = `${x.label} ${xs[i % xs.length]}, ${y.label} ${ys[Math.floor(i / xs.length)]}`
              return `${at}: ${label === null ? 'no run yet' : labels[label]}${label !== null && made[i] === false ? ', as the nearest run' : ''}` // prettier-ignore
            }),
            colors: cells.map((label, i) =>
              label === null ? faint : colorOf(label, made[i] === true ? MADE : NEAREST),
            ),
          },
          { kind: 'dots', x: dots.map((one) => one.x), y: dots.map((one) => one.y), color: ink, radius: 1.25 },
        ],
      },
    ],
    legend: { title: '', entries: [...entries, { label: 'a run', color: ink, dot: 'filled' }] },
    note,
  }
}

/** A row a place. */
export function phaseMapTable({ x, y, xs, ys, labels, cells, made }: PhaseMapData): TableRow[] {
  const rows = cells.map((label, i) => [
    ...[xs[i % xs.length]!, ys[Math.floor(i / xs.length)]!],
    label === null ? null : labels[label]!,
    label === null ? null : made[i] === true ? 'run' : 'nearest run',
  ])
  return [[x.key, y.key, 'label', 'by'], ...rows]
}

/** Each value has a place as wide as any other, whatever lies between them. */
function axisOf(label: string, values: readonly number[]): FigureAxis {
  const ticks = values.map((value, at) => ({ at, text: readText(value) }))
  return { label, scale: 'linear', from: -0.5, to: values.length - 0.5, ticks }
}

function edgesOf(count: number): number[] {
  return Array.from({ length: count + 1 }, (_, i) => i - 0.5)
}
