import { NO_POINTS, withPoint, type Points } from '#probes/maths/detection/points.ts'
import { median, robustSpread } from '#probes/maths/detection/robust.ts'
import { restored, transformed, type Transform } from '#probes/maths/detection/transforms.ts'
import { defineDetector, type Seen } from './define.ts'
import { held, NOT_HELD, type Hold } from './parts/hold.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { choiceOption, MOST_OPTION, numberOption, seriesOption } from './parts/options.ts'

interface State {
  /** The last values on the scale, and how far each lay from the level before it. */
  readonly recent: Points
  readonly residuals: readonly number[]
  readonly hold: Hold
  readonly said: number
  readonly open: Open | null
}

interface Open {
  readonly mark: Seen
  readonly level: number
  readonly spread: number
  readonly peak: number
  readonly since: number
  readonly back: Hold
}

const LEVEL = 15
const RESIDUALS = 150
const FEWEST = 30

/** The loss jumps, and comes back or does not. Spikes are where training was on the verge of diverging. */
export const lossSpike = defineDetector({
  id: 'loss-spike',
  name: 'Loss spike',
  symbol: 'z_t',
  formula: String.raw`z_t = \frac{\log L_t - \operatorname{med}_{15}}{1.4826\,\operatorname{MAD}_{150}} > 8 \text{ three times in a row}; \qquad \text{over when } z_t \le 2 \text{ twice}`,
  about:
    'A sudden rise of a loss far beyond its own scatter, how high it went, and whether it came back within some points (spike) or not (jump)',
  caveat:
    'A spike lower than the threshold, or shorter than the row, is missed: of a height of 5 standard deviations nearly all. Noise with heavy tails and a memory makes spikes of its own. In a loss that falls fast the scatter includes the fall, and small spikes ' +
    'are not seen. Points count, whatever steps lie between them',
  estimator:
    'Level: median of the last 15 points. Scatter: 1.4826 times the median distance from the median, of the last 150 deviations from the ' +
    'level before them. Onset: the first point of the row; it began after the point before, which is the interval',
  edges:
    'Silent in the first 45 points. NaN and infinities are passed over: that is for the detector of divergence. Losses of 0 or less ' +
    'have no logarithm and are passed over as well, unless the scale is the series’ own',
  reference:
    'Cohen et al. 2021, arXiv:2103.00065 (spikes at the edge of stability); Lewkowycz et al. 2020, arXiv:2003.02218 (catapults)',
  options: [
    seriesOption('train-loss'),
    choiceOption('transform', 'Scale on which the series is judged', ['log', 'none']),
    numberOption('threshold', 'Robust standard deviations above its level', 8, 2, 1000),
    numberOption('hold', 'Points in a row that have to lie there', 3, 1, 100, 'integer'),
    numberOption('within', 'Points within which it has to come back to be a spike', 50, 2, 100_000, 'integer'),
    MOST_OPTION,
  ],
  ...inOrder<State>({
    initial: () => ({ recent: NO_POINTS, residuals: [], hold: NOT_HELD, said: 0, open: null }),
    next: (state, { step, value }, options) => {
      const scaled = transformed(value, options.transform as Transform, 0)
      if (!Number.isFinite(scaled)) return { state, seen: [] }
      if (state.open !== null) return followed(state, state.open, step, scaled, options)
      const level = state.recent.values.length < LEVEL ? NaN : median(state.recent.values)
      const spread = spreadOf(state.residuals, level)
      const score = (scaled - level) / spread / Number(options.threshold)
      const isOut = state.residuals.length >= FEWEST && score >= 1
      const hold = held(state.hold, step, isOut)
      const near = state.residuals.length >= FEWEST ? nearness(score) : {}
      // What lies far out does not count towards the level, until it is clear what it is.
      if (isOut && hold.count < Number(options.hold)) return { state: { ...state, hold }, seen: [], ...near }
      if (!isOut) {
        const residuals = Number.isNaN(level) ? [] : [...state.residuals, scaled - level].slice(-RESIDUALS)
        return {
          state: { ...state, hold, residuals, recent: withPoint(state.recent, step, scaled, LEVEL) },
          seen: [],
          ...near,
        }
      }
      if (state.said >= Number(options.most)) return { state: { ...state, hold }, seen: [] }
      const mark: Seen = {
        step: hold.since,
        label: 'Loss spike',
        about: `'${options.of}' rose from ${digits(restored(level, options.transform as Transform))} to ${digits(value)}, ${digits(score * Number(options.threshold))} times its scatter`,
        transition: {
          series: String(options.of),
          key: String(state.said + 1),
          onset: { low: state.recent.steps.at(-1)! + 1, high: hold.since, level: 0.9 },
          end: null,
          before: restored(level, options.transform as Transform),
          after: null,
          seenAt: step,
          score: Math.min(score, 1e6),
        },
      }
      const open = { mark, level, spread, peak: scaled, since: hold.count, back: NOT_HELD }
      return { state: { ...state, hold: NOT_HELD, said: state.said + 1, open }, seen: [mark], ...nearness(score, true) }
    },
  }),
})

/** Until it is back, or too many points have gone by. */
function followed(
  state: State,
  open: Open,
  step: number,
  scaled: number,
  options: Readonly<Record<string, number | string>>,
) {
  const since = open.since + 1
  const peak = Math.max(open.peak, scaled)
  const back = held(open.back, step, scaled <= open.level + 2 * open.spread)
  const isBack = back.count >= 2
  if (!isBack && since < Number(options.within))
    return { state: { ...state, open: { ...open, since, peak, back } }, seen: [] }
  const [top, now] = [peak, scaled].map((one) => restored(one, options.transform as Transform)) as [number, number]
  const { mark } = open
  const seen: Seen = {
    ...mark,
    label: isBack ? 'Loss spike' : 'Loss jump',
    about: `${mark.about}; at most ${digits(top)}, and ${isBack ? `back at step ${back.since}` : `not back within ${since} points`}`,
    transition: { ...mark.transition!, end: isBack ? back.since : null, after: Number.isFinite(now) ? now : null },
  }
  // After a jump the level is another, and known only when points enough have come.
  const rest = isBack ? {} : { recent: NO_POINTS }
  return { state: { ...state, ...rest, open: null }, seen: [seen] }
}

/** Of a series that rests exactly, rounding is all there is. */
function spreadOf(residuals: readonly number[], level: number): number {
  return Math.max(robustSpread(residuals), 1e-6 * Math.abs(level), Number.MIN_VALUE)
}

function digits(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'beyond all numbers'
}
