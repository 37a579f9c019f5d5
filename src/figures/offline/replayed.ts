import type { FigurePanel, Layer } from '../figure.ts'

/** What of a figure is seen at a moment of its replay. */
export interface Moment {
  /** The x as far as which curves are drawn. */
  readonly until: number
  readonly isShown: (group: string) => boolean
  /** The group that stands out; null where all are alike. */
  readonly lit: string | null
}

/** A panel as it is at a moment: its axes stay, and each curve ends where the replay has come to. */
export function replayed(panel: FigurePanel, { until, isShown, lit }: Moment): FigurePanel {
  const layers = panel.layers
    .filter(({ group }) => group === undefined || isShown(group))
    .map((layer) => dimmed(cut(layer, until), lit))
  return { ...panel, layers }
}

function cut(layer: Layer, until: number): Layer {
  if (layer.kind !== 'line' && layer.kind !== 'band') return layer
  let count = layer.x.length
  while (count > 0 && layer.x[count - 1]! > until) count--
  if (count === layer.x.length) return layer
  const first = (values: ArrayLike<number>) => Array.prototype.slice.call(values, 0, count) as number[]
  return layer.kind === 'line'
    ? { ...layer, x: first(layer.x), y: first(layer.y) }
    : { ...layer, x: first(layer.x), low: first(layer.low), high: first(layer.high) }
}

/** What is not lit keeps so much of its ink. */
const DIM = 0.2

function dimmed(layer: Layer, lit: string | null): Layer {
  if (lit === null || layer.group === undefined || layer.group === lit) return layer
  if (layer.kind === 'line') return { ...layer, opacity: (layer.opacity ?? 1) * DIM }
  return layer.kind === 'band' ? { ...layer, x: [], low: [], high: [] } : layer
}

/** A curve, or a run of it, at a place of x: what a pointer is told. */
export interface Reading {
  readonly group: string
  readonly run: string | null
  readonly value: number
}

/** The values of all curves at the last of their places that is not beyond x; those that are not there yet are left out. */
export function readingsAt(panel: FigurePanel, x: number): Reading[] {
  return panel.layers.flatMap((layer) => {
    if (layer.kind !== 'line' || layer.group === undefined) return []
    let at = layer.x.length - 1
    while (at >= 0 && layer.x[at]! > x) at--
    const value = layer.y[at] ?? NaN
    return Number.isNaN(value) ? [] : [{ group: layer.group, run: layer.run ?? null, value }]
  })
}
