import type { Aggregate, AggregateGroup, Band, Center, RunValue } from '#src/vocabulary/index.ts'
import { extentOf, padded } from './extent.ts'
import { factorScale, type FactorScale } from './factor-scale.ts'
import type { AxisScale, Figure, FigureAxis, FigurePanel, Layer, LegendEntry } from './figure.ts'
import { paperStyle, type PaperTheme } from './paper-colors.ts'

/** A series in groups of runs, with what its axis needs. */
export interface ComparedSeries {
  readonly name: string
  readonly unit: string
  readonly log: boolean
  /** The range that it cannot leave, where there is one. */
  readonly range: readonly [number, number] | null
  readonly aggregate: Aggregate
}

export interface ComparisonSettings {
  readonly width: number
  readonly height: number
  readonly columns: number
  /** The parameter that colors, which is the first that runs are grouped by; null where all are one group. */
  readonly color: string | null
  /** What else runs are grouped by: a panel a value, with the names of these. */
  readonly panelsBy: readonly string[]
  readonly xLabel: string
  readonly xScale: AxisScale
  readonly xTicks: FigureAxis['ticks'] | null
  /** Of x; null for all that there is. */
  readonly from: number | null
  readonly to: number | null
  readonly center: Center
  readonly band: Band
  /** Whether each run is drawn, too. */
  readonly members: boolean
  /** The colors of a figure that is looked at on a screen; those of paper if left out. */
  readonly theme?: PaperTheme
}

/** Groups of runs as a figure: a line and a band a group, a panel a series (and a value of what parts panels). */
export function comparisonFigure(all: readonly ComparedSeries[], settings: ComparisonSettings): Figure {
  const { width, height, columns, color } = settings
  const values = all.flatMap(({ aggregate }) => aggregate.groups.map(({ key }) => colorValue(key, color)))
  const scale = factorScale(values)
  const panels = all.flatMap((series) =>
    parted(series.aggregate.groups, color).map(([rest, groups]) => panelOf(series, rest, groups, scale, settings)),
  )
  return {
    width,
    height,
    columns,
    panels,
    legend: color === null ? null : { title: color, entries: entriesOf(values, scale, settings.theme ?? 'light') },
    note: noteOf(all, settings),
  }
}

function colorValue(key: readonly RunValue[], color: string | null): RunValue {
  return color === null ? null : (key[0] ?? null)
}

/** The groups of each panel, by the values of what parts panels. */
function parted(
  groups: readonly AggregateGroup[],
  color: string | null,
): [rest: readonly RunValue[], groups: readonly AggregateGroup[]][] {
  if (groups.length === 0) return [[[], []]]
  const restOf = ({ key }: AggregateGroup) => (color === null ? key : key.slice(1))
  return [...Map.groupBy(groups, (group) => JSON.stringify(restOf(group))).values()].map((own) => [
    restOf(own[0]!),
    own,
  ])
}

function panelOf(
  { name, unit, log, range }: ComparedSeries,
  rest: readonly RunValue[],
  groups: readonly AggregateGroup[],
  scale: FactorScale,
  settings: ComparisonSettings,
): FigurePanel {
  const { xScale, xTicks, xLabel, panelsBy } = settings
  const ofPanel = rest.map((value, i) => `${panelsBy[i] ?? ''} = ${value ?? 'none'}`).join(', ')
  const x = xOf(groups, settings)
  const ys = groups.flatMap((group) => valuesWithin(group, x, settings.members))
  const extent = extentOf(ys, log ? 0 : -Infinity) ?? (log ? [1, 10] : [0, 1])
  const whole = !log && range !== null && range.every(Number.isFinite) ? { from: range[0], to: range[1] } : null
  return {
    title: ofPanel === '' ? name : `${name}, ${ofPanel}`,
    x: { label: xLabel, scale: xScale, ...x, ...(xTicks !== null && { ticks: xTicks }) },
    y: {
      label: unit === '1' ? name : `${name} (${unit})`,
      scale: log ? 'log' : 'linear',
      ...(whole ?? padded(extent, log)),
    },
    layers: [
      ...groups.flatMap((group) => behind(group, scale, settings)),
      ...groups.map((group) => inFront(group, scale, settings)),
    ],
  }
}

function xOf(
  groups: readonly AggregateGroup[],
  { from, to, xScale }: ComparisonSettings,
): { from: number; to: number } {
  const [low, high] = extentOf(
    groups.map(({ x }) => x),
    xScale === 'log' ? 0 : -Infinity,
  ) ?? [0, 1]
  return { from: from ?? low, to: to ?? (high > low ? high : low + 1) }
}

/** What of a group is drawn within a stretch of x. */
function valuesWithin(group: AggregateGroup, { from, to }: { from: number; to: number }, members: boolean): number[][] {
  const inside = [...group.x.keys()].filter((i) => group.x[i]! >= from && group.x[i]! <= to)
  const columns = [group.center, group.low, group.high]
  for (let at = 0; members && group.members !== null && at < group.members.length; at += group.x.length)
    columns.push(group.members.subarray(at, at + group.x.length))
  return columns.map((column) => inside.map((i) => column[i]!))
}

function behind(group: AggregateGroup, scale: FactorScale, settings: ComparisonSettings): Layer[] {
  const { x, low, high, members, runs } = group
  const { theme = 'light' } = settings
  const value = colorValue(group.key, settings.color)
  const { color } = paperStyle(scale, value, theme)
  const own = { group: labelOf(value), color }
  const shown = settings.members && members !== null ? runs : []
  const thin = shown.map((run, i): Layer => {
    const y = members!.subarray(i * x.length, (i + 1) * x.length)
    return { kind: 'line', ...own, run, x, y, width: 0.4, opacity: 0.5 }
  })
  return [{ kind: 'band', ...own, x, low, high }, ...thin]
}

function inFront({ key, x, center }: AggregateGroup, scale: FactorScale, settings: ComparisonSettings): Layer {
  const { theme = 'light', color } = settings
  const value = colorValue(key, color)
  return { kind: 'line', group: labelOf(value), x, y: center, width: 1.25, ...paperStyle(scale, value, theme) }
}

function entriesOf(values: readonly RunValue[], scale: FactorScale, theme: PaperTheme): LegendEntry[] {
  const shown: readonly RunValue[] = [...scale.values, ...(values.includes(null) ? [null] : [])]
  return shown.map((value) => ({ label: labelOf(value), ...paperStyle(scale, value, theme) }))
}

/** The value of the parameter that colors, as the legend says it. */
function labelOf(value: RunValue): string {
  return value === null ? 'none' : String(value)
}

const BAND_TEXTS: Record<Band, string> = {
  range: 'the range from smallest to largest',
  quartiles: 'first to third quartile',
  sd: 'the mean ± a standard deviation (n − 1)',
  se: 'the mean ± a standard error',
  bootstrap: 'the 95 % bootstrap interval of the center',
}

/** How it was computed, as a caption says it. */
function noteOf(all: readonly ComparedSeries[], { center, band, color, panelsBy }: ComparisonSettings): string {
  const groups = all.flatMap(({ aggregate }) => aggregate.groups)
  const sizes = groups.map(({ runs }) => runs.length)
  const by = [...(color === null ? [] : [color]), ...panelsBy]
  const of = by.length === 0 ? '' : ` of each ${by.join(' and ')}`
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
  const n = sizes.length === 0 ? 'no runs' : least === most ? `n = ${least}` : `n = ${least} to ${most}`
  const left = new Set(groups.flatMap((group) => group.left.map(({ run }) => run))).size
  const between = groups.some(({ interpolated }) => interpolated > 0)
  return [
    `Lines: the ${center} over the runs${of} (${n}). Bands: ${BAND_TEXTS[band]}.`,
    left === 0 ? '' : ` ${left} ${left === 1 ? 'run takes' : 'runs take'} no part.`,
    between ? ' Between two measurements of a run its value is interpolated linearly.' : '',
  ].join('')
}
