import { csvRow, type CurvesData, type CurvesPanel, type PictureCurve, type PowerLaw } from '#src/vocabulary/index.ts'
import { extentOf, padded } from './extent.ts'
import { factorScale, type FactorScale } from './factor-scale.ts'
import type { Figure, FigureAxis, FigurePanel, Layer, LegendEntry } from './figure.ts'
import { PAPER_INKS, paperHue, paperStyle, type PaperTheme } from './paper-colors.ts'
import type { FigureSize } from './phase-diagram.ts'

/** Places of a power law, which is a straight line of logarithms only. */
const PLACES = 33
const OF_THEORY = [4, 2.5] as const
const OF_FIT = [1, 1.5] as const

/**
 * A number of runs over a setting as a figure: dots with the range of the seeds, the lines of theory and of the power law, and where there is
 * theory, panels with what is left between both: beside the one panel, below several.
 */
export function curvesFigure(data: CurvesData, size: FigureSize, theme: PaperTheme = 'light'): Figure {
  const scale = factorScale(data.panels.flatMap(({ curves }) => curves.map(({ value }) => value)))
  const looks: Looks = {
    theme,
    colorOf: (value) => (data.by === null ? paperHue(0, theme).color : paperStyle(scale, value, theme).color),
  }
  const measuredPanels = data.panels.map((panel) => panelOf(panel, data, looks))
  const residualPanels = data.theory === null ? [] : data.panels.map((panel) => residualPanel(panel, data, looks))
  const panels = [...measuredPanels, ...residualPanels]
  return {
    ...size,
    columns: Math.min(size.columns, data.panels.length === 1 ? panels.length : data.panels.length),
    panels,
    legend: { title: data.by?.label ?? '', entries: entriesOf(data, scale, looks) },
    note: data.note,
  }
}

/** A row a place with its runs and what theory says there, then the places of each line of theory, then what was fitted. */
export function curvesRows({ x, by, panelsBy, label, panels }: CurvesData): string[] {
  const own = [...(panelsBy === null ? [] : [panelsBy]), ...(by === null ? [] : [by.key])]
  const header = ['what', ...own, x.key, label, 'low', 'high', 'runs', 'theory', 'residual']
  const rows = panels.flatMap(({ title, curves }) =>
    curves.flatMap(({ value, points, theory, fit }) => {
      const of = [...(panelsBy === null ? [] : [title]), ...(by === null ? [] : [value ?? ''])]
      return [
        ...points.map((point) => [
          'runs',
          ...[...of, point.x, point.value, point.low, point.high, point.runs, point.theory ?? ''],
          point.theory === null ? '' : point.value - point.theory,
        ]),
        ...theory.x.map((at, i) => ['theory line', ...of, at, theory.y[i]!, '', '', '', '', '']),
        ...(fit === null ? [] : [['exponent', ...of, '', fit.exponent, fit.low, fit.high, fit.runs, '', '']]),
      ]
    }),
  )
  return [header, ...rows].map(csvRow)
}

/** `∝ N^−1.03 [−1.10, −0.95]` */
export function powerLawText(x: string, { exponent, low, high }: PowerLaw): string {
  const [value, least, most] = [exponent, low, high].map((one) => one.toFixed(2).replace('-', '−'))
  return `∝ ${x}^${value} [${least}, ${most}]`
}

interface Looks {
  readonly theme: PaperTheme
  readonly colorOf: (value: PictureCurve['value']) => string
}

function panelOf({ title, curves }: CurvesPanel, data: CurvesData, { colorOf }: Looks): FigurePanel {
  const isLog = data.scale === 'log'
  const heights = curves.flatMap(({ points, theory }) => [points.flatMap(({ low, high }) => [low, high]), theory.y])
  return {
    title,
    x: xAxis(curves, data),
    y: yAxis(data.label, data.scale, extentOf(heights, isLog ? 0 : -Infinity)),
    layers: [
      ...curves.flatMap(({ value, theory, fit, points }) => linesOf(theory, fit, points, colorOf(value))),
      ...curves.flatMap(({ value, points, ...lines }) => measured(points, colorOf(value), isAlone(lines))),
    ],
  }
}

/** On a logarithmic axis theory is a factor, and what is left a share of it. */
function residualPanel({ title, curves }: CurvesPanel, data: CurvesData, { colorOf, theme }: Looks): FigurePanel {
  const isLog = data.scale === 'log'
  const left = curves.map(({ value, points }) => ({
    value,
    points: points.flatMap(({ x, low, high, value: at, theory }) => {
      if (theory === null) return []
      const less = (one: number) => (isLog ? one / theory - 1 : one - theory)
      return [{ x, value: less(at), low: less(low), high: less(high) }]
    }),
  }))
  const heights = left.map(({ points }) => points.flatMap(({ low, high }) => [low, high]))
  return {
    title: [title, 'residual'].filter((text) => text !== '').join(', '),
    x: xAxis(curves, data),
    y: yAxis(isLog ? 'measured / theory − 1' : 'measured − theory', 'linear', extentOf([...heights, [0]])),
    layers: [
      { kind: 'rule', axis: 'y', at: 0, label: '', color: PAPER_INKS[theme].ink },
      ...left.flatMap(({ value, points }) => measured(points, colorOf(value), true)),
    ],
  }
}

function linesOf(
  theory: PictureCurve['theory'],
  fit: PowerLaw | null,
  points: PictureCurve['points'],
  color: string,
): Layer[] {
  const from = points[0]?.x ?? NaN
  const to = points.at(-1)?.x ?? NaN
  const xs = Array.from({ length: PLACES }, (_, i) => from * (to / from) ** (i / (PLACES - 1)))
  return [
    ...(theory.x.length === 0 ? [] : [{ kind: 'line' as const, ...theory, color, width: 1, dash: OF_THEORY }]),
    ...(fit === null
      ? []
      : [{ kind: 'line' as const, x: xs, y: xs.map((x) => fit.factor * x ** fit.exponent), color, width: 0.75, dash: OF_FIT }]), // prettier-ignore
  ]
}

/** Dots, with the range of several seeds; joined where no other line says how they go on. */
function measured(
  points: readonly { readonly x: number; readonly value: number; readonly low: number; readonly high: number }[],
  color: string,
  isJoined: boolean,
): Layer[] {
  const [x, y] = [points.map((point) => point.x), points.map(({ value }) => value)]
  const spread = points.filter(({ low, high }) => high > low)
  return [
    ...(isJoined ? [{ kind: 'line' as const, x, y, color, width: 0.75, opacity: 0.6 }] : []),
    ...(spread.length === 0
      ? []
      : [
          {
            kind: 'intervals' as const,
            x: spread.map((point) => point.x),
            low: spread.map(({ low }) => low),
            high: spread.map(({ high }) => high),
            color,
          },
        ]),
    { kind: 'dots', x, y, color, radius: 2 },
  ]
}

function isAlone({ theory, fit }: Pick<PictureCurve, 'theory' | 'fit'>): boolean {
  return theory.x.length === 0 && fit === null
}

function xAxis(curves: CurvesPanel['curves'], { x }: CurvesData): FigureAxis {
  const isLog = x.scale === 'log'
  const places = curves.flatMap(({ points, theory }) => [points.map((point) => point.x), theory.x])
  return yAxis(x.label, x.scale, extentOf(places, isLog ? 0 : -Infinity))
}

function yAxis(label: string, scale: CurvesData['scale'], extent: readonly [number, number] | null): FigureAxis {
  const isLog = scale === 'log'
  return { label, scale, ...padded(extent ?? (isLog ? [1, 10] : [0, 1]), isLog) }
}

/** The curves, with their power laws where one panel has all of them, then what the marks mean. */
function entriesOf(
  { panels, theory, by, x }: CurvesData,
  scale: FactorScale,
  { theme, colorOf }: Looks,
): LegendEntry[] {
  const { ink } = PAPER_INKS[theme]
  const fits = panels.length === 1 ? panels[0]!.curves : []
  const curves =
    by === null
      ? []
      : scale.values.map((value): LegendEntry => {
          const fit = fits.find((curve) => curve.value === value)?.fit ?? null
          return { label: fit === null ? String(value) : `${value} ${powerLawText(x.key, fit)}`, color: colorOf(value) }
        })
  const alone = by === null ? (fits[0]?.fit ?? null) : null
  const isFitted = panels.some(({ curves: all }) => all.some(({ fit }) => fit !== null))
  return [
    ...curves,
    { label: 'measured', color: ink, dot: 'filled' },
    ...(theory === null ? [] : [{ label: theory, color: ink, dash: OF_THEORY }]),
    ...(isFitted
      ? [{ label: alone === null ? 'power law' : powerLawText(x.key, alone), color: ink, dash: OF_FIT }]
      : []),
  ]
}
