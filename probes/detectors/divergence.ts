import { NO_POINTS, withPoint, type Points } from '#probes/maths/detection/points.ts'
import { defineDetector, type Seen } from './define.ts'
import { held, NOT_HELD, type Hold } from './parts/hold.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { numberOption, seriesOption } from './parts/options.ts'

interface State {
  /** The first value; null before it, and of a series that was ever 0 or less. */
  readonly first: number | null
  readonly isPositive: boolean
  readonly last: Points
  readonly hold: Hold
  /** The onset as it was said, before the first value that is no number. */
  readonly said: Seen | null
  readonly isOver: boolean
}

/** Training has diverged: the loss is many times what it was at first, or no number any more. */
export const divergence = defineDetector({
  id: 'divergence',
  name: 'Divergence',
  symbol: 't_∞',
  formula: String.raw`t_\infty = \min\{t : L_t, \dots, L_{t+h-1} > f\,L_0\} \quad \text{or} \quad \min\{t : L_t \notin \mathbb{R}\}`,
  about: 'When a loss has grown to several times its first value and stays there, and when it became NaN or infinite',
  caveat:
    'A loss that starts far below what it may become, as after fine-tuning, grows severalfold without diverging: choose the factor by ' +
    'it. Of a series that was ever 0 or less only what is no number counts',
  estimator:
    'Beyond the factor times the first value for several points in a row; NaN or an infinity at once. The onset is the first of the row, after the point before it',
  edges:
    'Said once, and once more at the first value that is no number. A single infinity counts, even where the next value is a number',
  reference: 'Defined here; Cohen et al. 2021, arXiv:2103.00065, for why it happens at large rates',
  options: [
    seriesOption('train-loss'),
    numberOption('factor', 'How many times the first value', 10, 1.01, 1e12),
    numberOption('hold', 'Points in a row that have to lie beyond it', 3, 1, 1000, 'integer'),
  ],
  ...inOrder<State>({
    initial: () => ({ first: null, isPositive: true, last: NO_POINTS, hold: NOT_HELD, said: null, isOver: false }),
    next: (state, { step, value }, options) => {
      if (state.isOver) return { state, seen: [] }
      const isPositive = state.isPositive && !(value <= 0 && Number.isFinite(value))
      const first = state.first ?? (Number.isFinite(value) ? value : null)
      const limit = isPositive && first !== null ? Number(options.factor) * first : Infinity
      const isOut = !Number.isFinite(value) || value > limit
      const hold = held(state.hold, step, isOut)
      const last = hold.count === 0 ? withPoint(state.last, step, value, 1) : state.last
      const isNumber = Number.isFinite(value)
      const isDue = !isNumber || (state.said === null && hold.count >= Number(options.hold))
      const near = state.said === null && Number.isFinite(limit) ? nearness(value / limit, isDue) : {}
      if (!isDue) return { state: { ...state, first, isPositive, last, hold }, seen: [], ...near }
      const onset = state.said?.step ?? (hold.count > 0 ? hold.since : step)
      const mark: Seen = {
        step: onset,
        label: 'Divergence',
        about: isNumber
          ? `'${options.of}' is more than ${options.factor} times its first value, from step ${onset} on`
          : `'${options.of}' is ${value} at step ${step}`
              .replace('NaN', 'not a number')
              .replace('Infinity', 'infinite'),
        transition: {
          series: String(options.of),
          key: 'divergence',
          onset: { low: last.steps.length === 0 ? onset : last.steps[0]! + 1, high: onset, level: 0.9 },
          end: isNumber ? null : step,
          before: first,
          after: isNumber ? value : null,
          seenAt: state.said?.transition?.seenAt ?? step,
          score: isNumber ? Math.max(1, Math.min(value / limit, 1e6)) : 1,
        },
      }
      return { state: { first, isPositive, last, hold, said: mark, isOver: !isNumber }, seen: [mark], ...near }
    },
  }),
})
