import type { Layer } from '#src/figures/figure.ts'
import type { EffectCurve, EffectDot, EffectInterval } from '#dashboard/plots/draw-effects.ts'
import { fileName } from './downloaded.ts'
import { paperColor } from './paper-color.ts'
import { HEIGHT, WIDTH, type Saved } from './saved.ts'

interface Drawn {
  /** What of each run is drawn, and over what. */
  readonly of: string
  readonly over: string
  readonly dots: readonly EffectDot[]
  readonly intervals: readonly EffectInterval[]
  readonly curve: EffectCurve | null
  readonly x: { readonly from: number; readonly to: number }
  readonly y: readonly [number, number]
  readonly logY: boolean
  readonly ticks: readonly { readonly at: number; readonly text: string }[]
  readonly note: string
  readonly rows: () => Iterable<string>
}

/** Dots beside each other are so far apart, as a share of the axis. */
const ASIDE = 0.012

/** A number of each run over a factor: a dot a run, open where the event never came; an interval a group; the fit. */
export function savedEffects(drawn: Drawn): Saved {
  const { of, over, dots, intervals, curve, x, y, logY, ticks, note, rows } = drawn
  const ink = '#1a1a1a'
  const reach = (x.to - x.from) * 0.02
  const layers: Layer[] = [
    ...(curve === null ? [] : [{ kind: 'line', ...curve, color: paperColor('var(--ink-3)'), dash: [4, 2.5] } as const]),
    {
      kind: 'intervals',
      x: intervals.map((interval) => interval.x),
      // What is not above 0 reaches the foot of a log axis.
      low: intervals.map(({ low }) => (logY && low <= 0 ? y[0] : low)),
      high: intervals.map(({ high }) => high),
      color: ink,
      width: 1.25,
      opacity: 0.6,
    },
    ...intervals.map(({ x: at, center }): Layer => ({
      kind: 'line',
      x: [at - reach, at + reach],
      y: [center, center],
      color: ink,
      width: 1.25,
    })),
    ...dots.map(({ x: at, y: value, color, aside, isOpen }): Layer => ({
      kind: 'dots',
      x: [at + aside * ASIDE],
      y: [value],
      color: paperColor(color),
      open: isOpen,
    })),
  ]
  const never = dots.some(({ isOpen }) => isOpen)
  const entries = [
    { label: 'a run', color: ink, dot: 'filled' as const },
    ...(never ? [{ label: 'it never came: later than its last step', color: ink, dot: 'open' as const }] : []),
  ]
  return {
    name: fileName('effects', of),
    figure: {
      width: WIDTH,
      height: HEIGHT,
      columns: 1,
      legend: { title: '', entries },
      note,
      panels: [
        {
          title: of,
          x: { label: over, scale: 'linear', ...x, ticks },
          y: { label: of, scale: logY ? 'log' : 'linear', from: y[0], to: y[1] },
          layers,
        },
      ],
    },
    rows,
  }
}
