import { NO_POINTS, withPoint, type Points } from '#probes/maths/detection/points.ts'
import { median, robustSpread, roughness } from '#probes/maths/detection/robust.ts'
import { defineDetector, type Seen } from './define.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { MOST_OPTION, numberOption, seriesOption } from './parts/options.ts'

interface State {
  /** The last points, and the level and noise of those before the rise. */
  readonly recent: Points
  readonly base: Base | null
  readonly top: Top | null
  readonly said: number
}

interface Base {
  readonly level: number
  readonly noise: number
}

interface Top {
  readonly step: number
  readonly value: number
  /** Smoothed points from the rise on. */
  readonly points: Points
  readonly above: number
}

const WINDOW = 60
const FEWEST = 30
const SMOOTH = 3
const LONGEST = 400

/** A susceptibility passes a maximum. Its peak is where a finite system is nearest to its transition. */
export const susceptibilityPeak = defineDetector({
  id: 'susceptibility-peak',
  name: 'Peak of a susceptibility',
  symbol: 't_χ',
  formula: String.raw`t_\chi = \operatorname{argmax}_t \operatorname{med}(\chi_{t-1}, \chi_t, \chi_{t+1}), \qquad \chi(t_\chi) - \chi_0 > 8 \sigma_\chi`,
  about:
    'The maximum of a susceptibility (the variance of an order parameter over seeds or replicas, times the size of the system), its height above ' +
    'the level before, and between which steps it lies',
  caveat:
    'Said when it has come down by half, since before that a higher one may come. The step of the mark is the peak, not where the rise begins. A variance ' +
    'over few seeds scatters by √(2/(n − 1)) of itself, which makes peaks of its own: take eight seeds or more',
  estimator:
    'Medians of 3 points. Level and noise (the larger of what second differences and distances from the median tell) of the last 60 points before the rise. A peak stands out by the ' +
    'threshold in standard deviations of the noise for several points, and has fallen to half of that height. Interval: from the first to the last of the points that ' +
    'lie below the peak by no more than 2.3 standard deviations, as the difference of two values of equal mean does in 90 of 100',
  edges:
    'Silent in the first 30 points. Values that are NaN or infinite are passed over; of a peak wider than 400 points only the first 400 are looked at',
  reference: 'Binder 1981, Z. Phys. B 43, 119; Fisher & Barber 1972, Phys. Rev. Lett. 28, 1516',
  options: [
    seriesOption('susceptibility'),
    numberOption('threshold', 'How far it has to stand out, in standard deviations of the noise', 8, 2, 1000),
    numberOption('hold', 'Points in a row that have to stand out', 8, 1, 400, 'integer'),
    MOST_OPTION,
  ],
  ...inOrder<State>({
    initial: () => ({ recent: NO_POINTS, base: null, top: null, said: 0 }),
    next: (state, { step, value }, options) => {
      if (!Number.isFinite(value) || state.said >= Number(options.most)) return { state, seen: [] }
      const recent = withPoint(state.recent, step, value, WINDOW)
      if (recent.values.length < FEWEST) return { state: { ...state, recent }, seen: [] }
      const smooth = { step: recent.steps.at(-2)!, value: median(recent.values.slice(-SMOOTH)) }
      const base = state.top === null ? baseOf(state.recent) : state.base!
      const limit = Number(options.threshold) * base.noise
      const near = nearness((smooth.value - base.level) / limit)
      if (state.top === null) {
        if (!(smooth.value - base.level > limit)) return { state: { ...state, recent }, seen: [], ...near }
        const points = { steps: [smooth.step], values: [smooth.value] }
        return { state: { ...state, recent, base, top: { ...smooth, points, above: 1 } }, seen: [], ...near }
      }
      const top = raised(state.top, smooth)
      const isOut = smooth.value - base.level > limit
      // What stood out for a few points only was noise.
      if (!isOut && top.above < Number(options.hold))
        return { state: { ...state, recent, base: null, top: null }, seen: [], ...near }
      const isDown = smooth.value < base.level + (top.value - base.level) / 2
      if (!isDown && top.above < LONGEST) return { state: { ...state, recent, base, top }, seen: [], ...near }
      const rest = { recent: NO_POINTS, base: null, top: null }
      // What never came down is a change of level, and no peak.
      if (!isDown) return { state: { ...state, ...rest }, seen: [] }
      const mark = peakSeen(top, base, step, limit, state.said + 1, String(options.of))
      return {
        state: { ...rest, said: state.said + 1 },
        seen: [mark],
        ...nearness((top.value - base.level) / limit, true),
      }
    },
  }),
})

function baseOf({ values }: Points): Base {
  const level = median(values)
  return { level, noise: Math.max(roughness(values), robustSpread(values), 1e-6 * Math.abs(level), 1e-300) }
}

function raised(top: Top, { step, value }: { step: number; value: number }): Top {
  const points = withPoint(top.points, step, value, LONGEST)
  const highest = value > top.value ? { step, value } : { step: top.step, value: top.value }
  return { ...highest, points, above: top.above + 1 }
}

function peakSeen(top: Top, base: Base, step: number, limit: number, number: number, series: string): Seen {
  const near = top.points.steps.filter((_, i) => top.points.values[i]! >= top.value - 2.3 * base.noise)
  const height = top.value - base.level
  return {
    step: top.step,
    label: 'Susceptibility peak',
    about: `'${series}' peaks at ${Number(top.value.toPrecision(4))} at step ${top.step}, from a level of ${Number(base.level.toPrecision(4))}`,
    transition: {
      series,
      key: String(number),
      onset: { low: near[0] ?? top.step, high: near.at(-1) ?? top.step, level: 0.9 },
      // The height of a peak is what it rises above the level before.
      ...{ end: step, before: base.level, after: top.value, seenAt: step, score: Math.min(1e6, height / limit) },
    },
  }
}
