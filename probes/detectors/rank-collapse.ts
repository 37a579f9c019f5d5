import { median } from '#probes/maths/detection/robust.ts'
import { NO_POINTS, withPoint, type Points } from '#probes/maths/detection/points.ts'
import { defineDetector, type Seen } from './define.ts'
import { held, NOT_HELD, type Hold } from './parts/hold.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { MOST_OPTION, numberOption, seriesOption } from './parts/options.ts'

interface State {
  readonly recent: Points
  /** The largest median of three points in a row so far. */
  readonly most: number
  /** Whether the series has stayed near its largest: what never did has nothing to collapse from. */
  readonly high: Hold
  readonly isArmed: boolean
  /** The last point that was not below the share. */
  readonly lastAbove: number | null
  readonly hold: Hold
  readonly open: Seen | null
  readonly said: number
}

const STAYED = 10

/** The rank of a representation falls to a fraction of what it was. What is lost of it no later layer brings back. */
export const rankCollapse = defineDetector({
  id: 'rank-collapse',
  name: 'Rank collapse',
  symbol: 'r_t / r_max',
  formula: String.raw`r_t < s \max_{u \le t} \operatorname{med}(r_{u-2}, r_{u-1}, r_u) \quad \text{for } h \text{ points}`,
  about:
    'When an effective rank (or anything else that is positive and ought to stay) has fallen below a share of the largest it had, and when ' +
    'it has come back',
  caveat:
    'The rank of a network that learns a simple task falls as it learns it: a collapse is not always a fault. The onset is where the share is ' +
    'crossed; the fall began before',
  estimator:
    'Largest: the running maximum of medians of 3 points. A row of points below the share, after 10 in a row had been above the middle between ' +
    'the share and 1; the onset is the first of the row, after the point before it. Over when as many lie above that middle again',
  edges: 'Points that are NaN or infinite are passed over. A series that is not positive has no collapse',
  reference: 'Dong, Cordonnier & Loukas 2021, arXiv:2103.03404; Roy & Vetterli 2007, EUSIPCO (effective rank)',
  options: [
    seriesOption('activation-effective-rank/hidden'),
    numberOption('share', 'Share of the largest rank', 0.5, 0.01, 0.95),
    numberOption('hold', 'Points in a row that have to lie below it', 3, 1, 1000, 'integer'),
    MOST_OPTION,
  ],
  ...inOrder<State>({
    initial: () => ({
      ...{ recent: NO_POINTS, most: 0, high: NOT_HELD, isArmed: false },
      ...{ lastAbove: null, hold: NOT_HELD, open: null, said: 0 },
    }),
    next: (state, { step, value }, options) => {
      if (!Number.isFinite(value)) return { state, seen: [] }
      const recent = withPoint(state.recent, step, value, 3)
      const most = recent.values.length < 3 ? state.most : Math.max(state.most, median(recent.values))
      const share = Number(options.share)
      const isHigh = most > 0 && value >= ((1 + share) / 2) * most
      const high = held(state.high, step, isHigh)
      const isBelow = value < share * most
      const now = { ...state, recent, most, high }
      if (state.open !== null) {
        if (high.count < Number(options.hold)) return { state: now, seen: [] }
        const over = { ...state.open, transition: { ...state.open.transition!, end: high.since, after: value } }
        return { state: { ...now, open: null, hold: NOT_HELD, lastAbove: step }, seen: [over] }
      }
      // Of a rank near zero it is as near as can be.
      const fallen = (share * most) / Math.max(value, 1e-6 * most)
      const isArmed = state.isArmed || high.count >= STAYED
      const hold = held(state.hold, step, isArmed && isBelow)
      const lastAbove = isBelow ? state.lastAbove : step
      if (hold.count < Number(options.hold) || state.said >= Number(options.most)) {
        return { state: { ...now, isArmed, hold, lastAbove }, seen: [], ...(isArmed && nearness(fallen)) }
      }
      const mark: Seen = {
        step: hold.since,
        label: 'Rank collapse',
        about: `'${options.of}' is below ${share} of ${Number(most.toPrecision(4))}, the largest it was, from step ${hold.since} on`,
        transition: {
          series: String(options.of),
          key: String(state.said + 1),
          onset: { low: Math.min(hold.since, (lastAbove ?? hold.since - 1) + 1), high: hold.since, level: 0.9 },
          ...{ end: null, before: most, after: value, seenAt: step },
          score: Math.min(1e6, Math.max(1, fallen)),
        },
      }
      const next = {
        ...now,
        isArmed: false,
        high: NOT_HELD,
        hold: NOT_HELD,
        lastAbove,
        open: mark,
        said: state.said + 1,
      }
      return { state: next, seen: [mark], ...nearness(fallen, true) }
    },
  }),
})
