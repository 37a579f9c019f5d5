import type { OptionValues } from '#src/vocabulary/index.ts'
import { NO_POINTS, withPoint, type Points } from '#probes/maths/detection/points.ts'
import { median, roughness } from '#probes/maths/detection/robust.ts'
import { transformed, type Transform } from '#probes/maths/detection/transforms.ts'
import { defineDetector, type Seen } from './define.ts'
import { CUSUM_OPTIONS, cusumAlarm } from './parts/cusum-alarm.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { MOST_OPTION, numberOption, SCALE_OPTIONS, seriesOption } from './parts/options.ts'

interface State {
  readonly recent: Points
  /** The extremes of the level so far; null before there is one. */
  readonly range: { readonly low: number; readonly high: number } | null
  /** The sums of the CUSUM since the last plateau, and whether they alarmed: noise that remembers wanders, and has not moved. */
  readonly alarm: typeof cusumAlarm.initial
  readonly hasAlarmed: boolean
  /** Whether it moved since the last plateau: what has not yet moved is at no plateau. */
  readonly hasMoved: boolean
  readonly open: { readonly mark: Seen; readonly level: number } | null
  readonly said: number
}

/** A series that moved stands still. Long plateaus are where hidden progress is to be looked for. */
export const plateau = defineDetector({
  id: 'plateau',
  name: 'Plateau',
  symbol: 'Δ_w',
  formula: String.raw`\Delta_w = |\operatorname{med}(x_{t-w/2..t}) - \operatorname{med}(x_{t-w..t-w/2})| < \epsilon\,(\max \operatorname{med} - \min \operatorname{med})`,
  about: 'When a series that had moved stands still, how long, and at which level',
  caveat:
    'Stillness is relative to how far the series has moved so far: a slow drift after a large fall is a plateau. Points count, whatever steps lie between ' +
    'them, and a plateau shorter than a window is not seen',
  estimator:
    'Medians of the two halves of a window of points. It moves where they differ by more than 6 standard errors of the noise (from second differences) and by twice the ' +
    'tolerance, and the two-sided CUSUM has alarmed since the last plateau or they differ by 48; it stands still where they differ by less than the tolerance, in parts of its range so far. The onset is the first point of the newer half when that is so ' +
    'first; no interval. Over when the median of the newer half has left the level by thrice the tolerance and 6 standard errors',
  edges: 'A series that never moved has no plateau. Values that are NaN, infinite or not on the scale are passed over',
  reference: 'Defined here; plateaus of learning: Saad & Solla 1995, Phys. Rev. E 52, 4225',
  options: [
    seriesOption('train-loss'),
    numberOption('window', 'Points in the window', 40, 8, 400, 'integer'),
    numberOption('tolerance', 'Share of the range so far that counts as standing still', 0.02, 1e-6, 0.5),
    ...CUSUM_OPTIONS,
    ...SCALE_OPTIONS,
    MOST_OPTION,
  ],
  ...inOrder<State>({
    initial: () => ({
      ...{ alarm: cusumAlarm.initial, hasAlarmed: false },
      recent: NO_POINTS,
      range: null,
      hasMoved: false,
      open: null,
      said: 0,
    }),
    next: (state, { step, value }, options) => {
      const scaled = transformed(value, options.transform as Transform, Number(options.examples))
      if (!Number.isFinite(scaled)) return { state, seen: [] }
      const window = Number(options.window)
      const recent = withPoint(state.recent, step, scaled, window)
      const { alarm, score } = cusumAlarm.next(state.alarm, scaled, options)
      const hasAlarmed = state.hasAlarmed || score >= 1
      if (recent.values.length < window) return { state: { ...state, recent, alarm, hasAlarmed }, seen: [] }
      const half = Math.floor(window / 2)
      const [older, newer] = [median(recent.values.slice(0, half)), median(recent.values.slice(half))]
      const range = { low: Math.min(older, newer, state.range?.low ?? newer), high: Math.max(older, newer, state.range?.high ?? newer) } // prettier-ignore
      // The standard error of the difference of two medians of so many points.
      const error = 6 * roughness(recent.values) * 1.2533 * Math.sqrt(2 / half)
      const tolerance = Number(options.tolerance) * (range.high - range.low)
      const now = { ...state, recent, range, alarm, hasAlarmed }
      if (state.open !== null) return waiting(now, state.open, newer, Math.max(3 * tolerance, error))
      const moved = Math.abs(newer - older)
      // Noise that remembers has smaller second differences than it wanders: movement far beyond them needs no alarm.
      const isPlain = moved > 8 * error || (hasAlarmed && moved > error)
      const stillness = tolerance / Math.max(moved, tolerance / 1e6)
      const hasMoved = state.hasMoved || (isPlain && moved > 2 * tolerance)
      if (!state.hasMoved || !(moved < tolerance) || state.said >= Number(options.most)) {
        return { state: { ...now, hasMoved }, seen: [], ...(state.hasMoved && nearness(stillness)) }
      }
      const mark = plateauSeen(recent, half, newer, state.said + 1, step, stillness, options)
      return {
        state: {
          ...now,
          ...{ hasMoved: false, hasAlarmed: false, alarm: cusumAlarm.initial },
          open: { mark, level: newer },
          said: state.said + 1,
        },
        seen: [mark],
        ...nearness(stillness, true),
      }
    },
  }),
})

/** Until the level is left; a median over half a window leaves it half of that late. */
function waiting(state: State, { mark, level }: NonNullable<State['open']>, newer: number, limit: number) {
  if (!(Math.abs(newer - level) > limit)) return { state, seen: [] }
  const { steps } = state.recent
  const end = Math.max(mark.step, steps[Math.floor((3 * steps.length) / 4)]!)
  const over = { ...mark, transition: { ...mark.transition!, end } }
  return { state: { ...state, hasMoved: true, open: null }, seen: [over] }
}

function plateauSeen(
  recent: Points,
  half: number,
  newer: number,
  number: number,
  step: number,
  score: number,
  options: OptionValues,
): Seen {
  return {
    step: recent.steps[half]!,
    label: 'Plateau',
    about: `'${options.of}' moves by less than ${Number((100 * Number(options.tolerance)).toPrecision(4))} % of its range so far${options.transform === 'none' ? `, at ${Number(newer.toPrecision(4))},` : ''} from step ${recent.steps[half]} on`,
    transition: {
      series: String(options.of),
      key: String(number),
      ...{ onset: null, end: null, before: null, after: null, seenAt: step, score },
    },
  }
}
