import type {
  CurvePoint,
  CurvesData,
  CurvesPanel,
  PictureCurve,
  PictureScale,
  Places,
  PowerLaw,
} from '#src/vocabulary/index.ts'
import { entriesOf, OF_FIT, OF_THEORY, pointText, type Looks } from './curves-legend.ts'
import { extentOf, padded } from './extent.ts'
import { factorScale } from './factor-scale.ts'
import type { Figure, FigureAxis, FigurePanel, Layer } from './figure.ts'
import { PAPER_INKS, paperHue, paperStyle, type PaperTheme } from './paper-colors.ts'
import type { FigureSize } from './phase-diagram.ts'

/** Places of a power law, which is a straight line of logarithms only. */
const PLACES = 33

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

function panelOf({ title, curves }: CurvesPanel, data: CurvesData, { colorOf, theme }: Looks): FigurePanel {
  const isLog = data.scale === 'log'
  const heights = curves.flatMap(({ points, theory }) => [points.flatMap(({ low, high }) => [low, high]), theory.y])
  const lines = curves.filter(({ theory }) => theory.x.length > 0)
  // One theory of all curves is drawn once, in no curve's color.
  const isShared = lines.length > 1 && lines.every(({ theory }) => areSame(theory, lines[0]!.theory))
  const drawn = isShared ? lines.slice(0, 1) : lines
  return {
    title,
    x: axisOf(data.x.label, data.x.scale, xExtent(curves, data.x.scale)),
    y: axisOf(data.label, data.scale, extentOf(heights, isLog ? 0 : -Infinity)),
    layers: [
      ...drawn.map(({ theory, value }): Layer => {
        const color = isShared ? PAPER_INKS[theme].ink : colorOf(value)
        return { kind: 'line', ...theory, color, width: 1, dash: OF_THEORY }
      }),
      ...curves.flatMap(({ value, fit, points }) => (fit === null ? [] : [powerLawLine(fit, points, colorOf(value))])),
      ...curves.flatMap(({ value, points, ...also }) =>
        measured(saidOf(value, points, data), colorOf(value), isAlone(also)),
      ),
    ],
  }
}

/** On a logarithmic axis theory is a factor, and what is left a share of it. */
function residualPanel({ title, curves }: CurvesPanel, data: CurvesData, { colorOf, theme }: Looks): FigurePanel {
  const isLog = data.scale === 'log'
  const left = curves.map(({ value, points }) => ({
    value,
    points: saidOf(value, points, data).flatMap(({ x, low, high, value: at, theory, title: said }) => {
      if (theory === null) return []
      const less = (one: number) => (isLog ? one / theory - 1 : one - theory)
      return [{ x, value: less(at), low: less(low), high: less(high), title: said }]
    }),
  }))
  const heights = left.map(({ points }) => points.flatMap(({ low, high }) => [low, high]))
  return {
    title: [title, 'residual'].filter((text) => text !== '').join(', '),
    x: axisOf(data.x.label, data.x.scale, xExtent(curves, data.x.scale)),
    y: axisOf(isLog ? 'measured / theory − 1' : 'measured − theory', 'linear', extentOf([...heights, [0]])),
    layers: [
      { kind: 'rule', axis: 'y', at: 0, label: '', color: PAPER_INKS[theme].ink },
      ...left.flatMap(({ value, points }) => measured(points, colorOf(value), true)),
    ],
  }
}

/** As far as the runs go. */
function powerLawLine({ factor, exponent, asymptote }: PowerLaw, points: PictureCurve['points'], color: string): Layer {
  const [from, to] = [points[0]?.x ?? NaN, points.at(-1)?.x ?? NaN]
  const x = Array.from({ length: PLACES }, (_, i) => from * (to / from) ** (i / (PLACES - 1)))
  return {
    kind: 'line',
    x,
    y: x.map((at) => (asymptote?.value ?? 0) + factor * at ** exponent),
    color,
    width: 0.75,
    dash: OF_FIT,
  }
}

interface SaidPoint extends Pick<CurvePoint, 'x' | 'value' | 'low' | 'high'> {
  readonly title: string
}

function saidOf(value: PictureCurve['value'], points: readonly CurvePoint[], data: CurvesData) {
  return points.map((point) => ({ ...point, title: pointText(value, point, data) }))
}

/** Dots, with the range of several seeds; joined where no other line says how they go on. */
function measured(points: readonly SaidPoint[], color: string, isJoined: boolean): Layer[] {
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
    { kind: 'dots', x, y, color, radius: 2, titles: points.map(({ title }) => title) },
  ]
}

function isAlone({ theory, fit }: Pick<PictureCurve, 'theory' | 'fit'>): boolean {
  return theory.x.length === 0 && fit === null
}

function areSame(one: Places, other: Places): boolean {
  return one.x.length === other.x.length && one.x.every((x, i) => x === other.x[i] && one.y[i] === other.y[i])
}

/** Of runs and of theory. */
function xExtent(curves: CurvesPanel['curves'], scale: PictureScale): readonly [number, number] | null {
  const columns = curves.flatMap(({ points, theory }) => [points.map(({ x }) => x), theory.x])
  return extentOf(columns, scale === 'log' ? 0 : -Infinity)
}

function axisOf(label: string, scale: PictureScale, extent: readonly [number, number] | null): FigureAxis {
  const isLog = scale === 'log'
  return { label, scale, ...padded(extent ?? (isLog ? [1, 10] : [0, 1]), isLog) }
}
