import { scaledCurves, type SizedCurve } from '#src/statistics/scaling/collapse-cost.ts'
import { scalingLawAt } from '#src/statistics/scaling/scaling-law.ts'
import type { TransitionScaling } from '#src/statistics/scaling/transition-scaling.ts'
import { extentOf, padded } from '#src/figures/extent.ts'
import { factorScale } from '#src/figures/factor-scale.ts'
import type { Figure, FigureAxis, FigurePanel, Layer, LegendEntry } from '#src/figures/figure.ts'
import { PAPER_INKS, paperHue, paperStyle } from '#src/figures/paper-colors.ts'
import type { OnsetAnswer } from './onset-answer.ts'

interface Named {
  readonly of: string
  readonly by: string
  readonly note: string
  readonly width: number
  readonly height: number
}

const { ink } = PAPER_INKS.light
const LAW_DASHES = [[1, 1.5], [4, 2.5]] as const // prettier-ignore
/** Places of a line of a law. */
const PLACES = 65

/** Every run and the laws over the size, and what of the means the laws leave. */
export function onsetFigure({ values, laws }: OnsetAnswer, { of, by, note, ...size }: Named): Figure {
  const [xs, ys] = [values.map((one) => one.size), values.map(({ value }) => value)]
  const isLog = ys.every((y) => y > 0)
  const x = axisOf(by, [xs], true)
  const [from, to] = extentOf([xs], 0) ?? [1, 10]
  const along = Array.from({ length: PLACES }, (_, i) => from * (to / from) ** (i / (PLACES - 1)))
  const fitted = laws.flatMap(({ asymptote, found }, i) =>
    found === null ? [] : [{ asymptote, found, ...styleOf(i) }],
  )
  const measured = paperHue(0).color
  const panels: FigurePanel[] = [
    {
      title: of,
      x,
      y: axisOf(of, [ys], isLog),
      layers: [
        ...fitted.map(({ found, color, dash }): Layer => {
          return { kind: 'line', x: along, y: along.map((at) => scalingLawAt(found.law, at)), color, width: 1, dash }
        }),
        { kind: 'dots', x: xs, y: ys, color: measured, radius: 1.6 },
      ],
    },
    {
      title: 'What the laws leave of the means',
      x,
      y: axisOf('mean / law − 1', [...fitted.map(({ found }) => found.sizes.map(({ left }) => left)), [0]], false),
      layers: [
        { kind: 'rule', axis: 'y', at: 0, label: '', color: ink },
        ...fitted.flatMap(({ found, color, dash }): Layer[] => {
          const [at, left] = [found.sizes.map((one) => one.size), found.sizes.map((one) => one.left)]
          return [
            { kind: 'line', x: at, y: left, color, width: 0.75, dash },
            { kind: 'dots', x: at, y: left, color, radius: 2 },
          ]
        }),
      ],
    },
  ]
  const entries: LegendEntry[] = [
    { label: 'a run', color: measured, dot: 'filled' },
    ...fitted.map(({ asymptote, found, color, dash }) => {
      const { exponent, law } = found
      const [b, low, high] = [law.exponent, exponent.low, exponent.high].map((one) => one.toFixed(2))
      const first = asymptote === 'free' ? `${Number(law.asymptote.toPrecision(3))} + ` : asymptote === 0 ? '' : `${asymptote} + ` // prettier-ignore
      return { label: `${first}a ${by}^−${b} [${low}, ${high}]`, color, dash }
    }),
  ]
  return { ...size, columns: 2, panels, legend: { title: '', entries }, note }
}

/** Curves of each size as they were measured and as they lie upon each other, and how seeds fluctuate. */
export function transitionFigure(
  { places, collapse }: TransitionScaling,
  { of, by, note, along, ...size }: Named & { readonly along: string },
): Figure {
  const bySize = [...Map.groupBy(places, (place) => place.size)]
  const scale = factorScale(bySize.map(([one]) => one))
  const colorOf = (one: number) => paperStyle(scale, one).color
  const measured = bySize.map(([one, here]) => ({
    size: one,
    points: here.map((place) => ({ x: place.x, y: place.mean, error: place.error })),
  }))
  const curves = collapse === null ? null : scaledCurves(measured, { critical: collapse.critical.value, nu: collapse.nu.value, beta: collapse.beta.value }) // prettier-ignore
  const susceptibilities = bySize.map(([one, here]) => ({
    size: one,
    points: here.map((place) => ({ x: place.x, y: place.susceptibility, error: NaN })),
  }))
  const panel = (title: string, x: string, y: string, drawn: readonly SizedCurve[]): FigurePanel => ({
    title,
    x: axisOf(x, drawn.map(({ points }) => points.map((one) => one.x)), false), // prettier-ignore
    y: axisOf(y, drawn.map(({ points }) => points.flatMap((one) => [one.y - (one.error || 0), one.y + (one.error || 0)])), false), // prettier-ignore
    layers: drawn.flatMap((curve) => layersOf(curve, colorOf(curve.size))),
  })
  return {
    ...size,
    columns: 3,
    panels: [
      panel('As measured', along, of, measured),
      ...(curves === null ? [] : [panel('Collapsed', '(x − x_c) N^(1/ν)', 'y N^(β/ν)', curves)]),
      panel('Fluctuations over seeds', along, 'N × variance', susceptibilities),
    ],
    legend: { title: by, entries: bySize.map(([one]) => ({ label: String(one), color: colorOf(one) })) },
    note,
  }
}

function layersOf(
  { points }: { readonly points: readonly { x: number; y: number; error: number }[] },
  color: string,
): Layer[] {
  const [x, y] = [points.map((one) => one.x), points.map((one) => one.y)]
  const known = points.filter(({ error }) => error > 0)
  return [
    { kind: 'line', x, y, color, width: 0.75 },
    {
      kind: 'intervals',
      x: known.map((one) => one.x),
      low: known.map((one) => one.y - one.error),
      high: known.map((one) => one.y + one.error),
      color,
    },
    { kind: 'dots', x, y, color, radius: 1.6 },
  ]
}

function styleOf(index: number) {
  return { color: paperHue(index + 1).color, dash: LAW_DASHES[index % LAW_DASHES.length]! }
}

function axisOf(label: string, columns: readonly (readonly number[])[], isLog: boolean): FigureAxis {
  const extent = extentOf(columns, isLog ? 0 : -Infinity) ?? (isLog ? ([1, 10] as const) : ([0, 1] as const))
  return { label, scale: isLog ? 'log' : 'linear', ...padded(extent, isLog) }
}
