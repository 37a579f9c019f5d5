import { median } from '#probes/maths/detection/robust.ts'
import { NO_POINTS, withPoint, type Points } from '#probes/maths/detection/points.ts'
import { defineDetector, type Seen } from './define.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { numberOption, seriesOption } from './parts/options.ts'

interface State {
  /** The last points. */
  readonly points: Points
  readonly wasBelow: boolean
  readonly arrived: Seen | null
  /** Points after the arrival, while whether it stays there is open. */
  readonly after: readonly number[] | null
}

const MIDDLE = 3
const HOVERING = 10

/** The sharpness arrives at the largest that the optimizer is stable at. From there on the loss no longer falls monotonically. */
export const edgeOfStabilityArrival = defineDetector({
  id: 'edge-of-stability-arrival',
  name: 'Arrival at the edge of stability',
  symbol: 't_EoS',
  formula: String.raw`t_{\mathrm{EoS}} = \min\{t : \operatorname{med}(r_t, r_{t+1}, r_{t+2}) \ge 0.98,\; \exists s < t : r_s < 0.9\}, \qquad r = \lambda_{\max} / \lambda_{\mathrm{crit}}`,
  about:
    'When the ratio of the largest curvature to the largest stable one (2/η for gradient descent) arrives at 1, coming from ' +
    'below, and whether it then stays there',
  caveat:
    'It reads the probe edge-of-stability, which knows the optimizer in use: the ratio of another is meaningless. What begins ' +
    'above the edge has not arrived there. A ratio whose noise reaches the edge arrives by it: one that keeps ten standard deviations of its logarithm below ' +
    'is said to arrive less than once in 10⁵ points, whatever its tails',
  estimator:
    'Of 3 points in a row two lie at 0.98 or more; the onset is the first of these, and the interval reaches back to the point ' +
    'before it. Said again after 10 points, when it stays (their median between 0.9 and 1.15) or has gone on',
  edges: 'Said once. NaN and infinities are passed over: what diverged is said by the detector of divergence',
  reference: 'Cohen et al. 2021, arXiv:2103.00065',
  options: [
    seriesOption('edge-of-stability', 'The ratio of the sharpness to the largest stable one'),
    numberOption('arrival', 'Ratio at which it has arrived', 0.98, 0.1, 10),
    numberOption('below', 'Ratio that it must have been below before', 0.9, 0, 10),
  ],
  ...inOrder<State>({
    initial: () => ({ points: NO_POINTS, wasBelow: false, arrived: null, after: null }),
    next: (state, { step, value }, options) => {
      if (!Number.isFinite(value) || (state.arrived !== null && state.after === null)) return { state, seen: [] }
      if (state.arrived !== null) return followed(state, state.arrived, [...(state.after ?? []), value])
      const arrival = Number(options.arrival)
      const points = withPoint(state.points, step, value, MIDDLE + 1)
      const recent = points.values.slice(-MIDDLE)
      const ratio = recent.length < MIDDLE ? NaN : median(recent) / arrival
      const wasBelow = state.wasBelow || value < Number(options.below)
      if (!state.wasBelow || recent.length < MIDDLE || !(ratio >= 1))
        return { state: { ...state, points, wasBelow }, seen: [], ...(state.wasBelow && nearness(ratio)) }
      const at = points.values.length - MIDDLE + recent.findIndex((ratio) => ratio >= arrival)
      const onset = points.steps[at]!
      const mark: Seen = {
        step: onset,
        label: 'Edge of stability',
        about: `The ratio of '${options.of}' is ${arrival} or more from step ${onset} on, after it was below ${options.below}`,
        transition: {
          series: String(options.of),
          key: 'arrival',
          onset: { low: (points.steps[at - 1] ?? onset - 1) + 1, high: onset, level: 0.9 },
          end: null,
          before: points.values[at - 1] ?? null,
          after: points.values[at]!,
          seenAt: step,
          score: median(recent) / arrival,
        },
      }
      return { state: { points, wasBelow, arrived: mark, after: [] }, seen: [mark], ...nearness(ratio, true) }
    },
  }),
})

/** Once ten points have followed, what they tell. */
function followed(state: State, arrived: Seen, after: readonly number[]) {
  if (after.length < HOVERING) return { state: { ...state, after }, seen: [] }
  const level = median(after)
  const stays = level >= 0.9 && level <= 1.15
  const mark: Seen = {
    ...arrived,
    about: `${arrived.about}; ${stays ? 'it stays there' : 'it goes on'}, at ${level.toPrecision(3)} over the next ${HOVERING} points`,
    transition: { ...arrived.transition!, after: level },
  }
  return { state: { ...state, arrived: mark, after: null }, seen: [mark] }
}
