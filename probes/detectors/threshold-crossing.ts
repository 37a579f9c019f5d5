import { defineDetector, type Seen } from './define.ts'
import { held, NOT_HELD, type Hold } from './parts/hold.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { choiceOption, MOST_OPTION, numberOption, seriesOption } from './parts/options.ts'

interface State {
  readonly hold: Hold
  /** The last point that did not meet the condition, where the hold began and its value. */
  readonly before: { readonly step: number; readonly value: number } | null
  readonly first: number | null
  readonly open: Seen | null
  readonly said: number
}

/** A series passes a threshold, and stays beyond it. The plainest of events; use it where the threshold means something. */
export const thresholdCrossing = defineDetector({
  id: 'threshold-crossing',
  name: 'Threshold crossing',
  symbol: 't_θ',
  formula: String.raw`t_\theta = \min\{t : x_t, \dots, x_{t+h-1} \ge \theta\}, \qquad \text{until } x_t, \dots, x_{t+h-1} < \theta - \epsilon`,
  about:
    'First of several points in a row beyond a threshold, and when as many have come back from it by more than a margin, so ' +
    'that noise at the threshold is one event and not many',
  caveat:
    'The threshold is a choice, and its crossing is not where a change begins. Noise crosses a threshold that it reaches, and each time it is said: choose ' +
    'one that is ten standard deviations away, at which heavy tails cross it less than once in 10⁵ points. Points count, whatever steps lie between them',
  estimator:
    'The points themselves, without a model of their noise: the interval is from the last point before to the first beyond, ' +
    'between which this series crossed',
  edges:
    'A series that begins beyond the threshold has no crossing until it came back. NaN is neither beyond nor back and breaks a ' +
    'row; infinities are numbers like others, but no level is known where they are',
  reference: 'Schmitt 1938, J. Sci. Instrum. 15, 24 (hysteresis)',
  options: [
    seriesOption('test-accuracy'),
    numberOption('threshold', 'Threshold', 0.9, -1e300, 1e300),
    numberOption('margin', 'How far it has to come back before it can cross again', 0.05, 0, 1e300),
    choiceOption('direction', 'Whether it is crossed from below or from above', ['rising', 'falling']),
    numberOption('hold', 'Points in a row that have to lie beyond it', 3, 1, 1000, 'integer'),
    MOST_OPTION,
  ],
  ...inOrder<State>({
    initial: () => ({ hold: NOT_HELD, before: null, first: null, open: null, said: 0 }),
    next: (state, { step, value }, options) => {
      const sign = options.direction === 'rising' ? 1 : -1
      const threshold = Number(options.threshold)
      const beyond = sign * (value - threshold)
      const isMet = state.open === null ? beyond >= 0 : beyond < -Number(options.margin)
      const hold = held(state.hold, step, isMet)
      const first = hold.count === 1 ? value : state.first
      const isHeld = hold.count >= Number(options.hold)
      if (state.open !== null) {
        if (!isHeld) return { state: { ...state, hold }, seen: [] }
        const { transition } = state.open
        const over = { ...state.open, transition: { ...transition!, end: hold.since } }
        return { state: { ...state, hold: NOT_HELD, before: { step, value }, open: null }, seen: [over] }
      }
      // A share of the threshold, where that is above zero.
      const ratio = !(threshold > 0)
        ? NaN
        : sign > 0
          ? value / threshold
          : threshold / Math.max(value, 1e-6 * threshold)
      const before = isMet || Number.isNaN(value) ? state.before : { step, value }
      if (!isHeld || state.before === null || state.said >= Number(options.most))
        return { state: { ...state, hold, first, before }, seen: [], ...(before !== null && nearness(ratio)) }
      const mark: Seen = {
        step: hold.since,
        label: `${options.direction === 'rising' ? 'Above' : 'Below'} ${threshold}`,
        about: `'${options.of}' has been ${sign > 0 ? 'at least' : 'at most'} ${threshold} for ${options.hold} points from step ${hold.since}`,
        transition: {
          series: String(options.of),
          key: String(state.said + 1),
          onset: { low: state.before.step + 1, high: hold.since, level: 0.9 },
          end: null,
          before: finite(state.before.value),
          after: finite(first),
          seenAt: step,
          score: 1,
        },
      }
      return {
        state: { ...state, hold: NOT_HELD, first, before, open: mark, said: state.said + 1 },
        seen: [mark],
        ...nearness(ratio, true),
      }
    },
  }),
})

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}
