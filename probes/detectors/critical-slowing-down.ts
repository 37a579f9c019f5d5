import type { OptionValues } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { smoothUpTo } from '#probes/maths/algebra/mixed-radix.ts'
import { NO_POINTS, withPoint, type Points } from '#probes/maths/detection/points.ts'
import { detrended, riseOf, slowingOf } from '#probes/maths/detection/slowing.ts'
import { clipped, robustSpread } from '#probes/maths/detection/robust.ts'
import { phaseRandomizer } from '#probes/maths/detection/surrogates.ts'
import { defineDetector, type Seen } from './define.ts'
import { inOrder } from './parts/in-order.ts'
import { nearness } from './parts/nearness.ts'
import { MOST_OPTION, numberOption, seriesOption } from './parts/options.ts'

interface State {
  readonly recent: Points
  readonly seen: number
  readonly said: number
  /** Points seen when the last was said: windows that overlap with its own tell the same again. */
  readonly saidAt: number
}

const PLACES = 12
const SURROGATES = 100

/** A series recovers ever more slowly from its fluctuations, as it does before a bifurcation: an early warning, before anything is seen to change. */
export const criticalSlowingDown = defineDetector({
  id: 'critical-slowing-down',
  name: 'Critical slowing down',
  symbol: 'Δ(ln σ² + artanh ρ₁)',
  formula: String.raw`\Delta = (\ln \sigma^2 + \operatorname{artanh} \rho_1)_{\text{2nd half}} - (\ln \sigma^2 + \operatorname{artanh} \rho_1)_{\text{1st half}} \text{ of } r = x - G_h * x, \qquad \frac{\Delta - \langle \Delta \rangle_\mathrm{s}}{\sigma_\mathrm{s}} > 3.1`,
  about:
    'Whether the variance and the lag-1 autocorrelation of a series have both been rising, more than chance makes of a series with the same ' +
    'spectrum',
  caveat:
    'An early warning, not an event, and a cautious one: within one window most slowing is not more than chance may make, and is missed. Many transitions have none, and noise that grows for another reason looks alike. It says that slowing ' +
    'down is under way within its window, not when it began: no interval. Points count, so a cadence that changes looks like slowing down or its end',
  estimator:
    'The last 400 points, less a Gaussian average with a bandwidth of a tenth of them, pulled in to 3 robust standard deviations. Kendall’s τ of variance ' +
    'and autocorrelation over 12 windows of half the points, which must both be positive; and how much ln σ² + artanh ρ₁ is larger in the second half, in ' +
    'standard deviations of 100 phase-randomized surrogates of the same residuals (of the last so many as have no prime factor beyond 5). Looked at each time half of the window is new, and after a warning ' +
    'not until all of it is',
  edges:
    'Silent until the window is full. Values that are NaN or infinite are passed over; a series that does not vary has no τ',
  reference:
    'Scheffer et al. 2009, Nature 461, 53; Dakos et al. 2012, PLoS ONE 7, e41010; Theiler et al. 1992, Physica D 58, 77',
  options: [
    seriesOption('test-loss'),
    numberOption('points', 'Points in the window', 400, 40, 1000, 'integer'),
    numberOption('threshold', 'How far beyond the surrogates, in their standard deviations', 3.1, 1, 100),
    numberOption('seed', 'Seed of the surrogates', 0, 0, Number.MAX_SAFE_INTEGER, 'integer'),
    MOST_OPTION,
  ],
  ...inOrder<State>({
    initial: () => ({ recent: NO_POINTS, seen: 0, said: 0, saidAt: 0 }),
    next: (state, { step, value }, options) => {
      if (!Number.isFinite(value) || state.said >= Number(options.most)) return { state, seen: [] }
      const points = Number(options.points)
      const recent = withPoint(state.recent, step, value, points)
      const seen = state.seen + 1
      const now = { ...state, recent, seen }
      const isDue = seen >= points && seen % Math.floor(points / 2) === 0
      if (!isDue || (state.said > 0 && seen - state.saidAt < points)) return { state: now, seen: [] }
      const found = significance(recent.values, options, seen)
      const ratio = (found?.z ?? 0) / Number(options.threshold)
      if (found === null || ratio < 1) return { state: now, seen: [], ...nearness(ratio) }
      const mark = warning(recent, found, state.said + 1, options)
      return { state: { ...now, said: state.said + 1, saidAt: seen }, seen: [mark], ...nearness(ratio, true) }
    },
  }),
})

/** Both τ, and how many standard deviations the rise lies above those of the surrogates; null where it does not vary, or either τ is not positive. */
function significance(values: readonly number[], options: OptionValues, seen: number) {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const scaled = values.map((value) => value / (size || 1))
  const residuals = detrended(scaled, values.length / 10)
  const limit = 3 * robustSpread(residuals)
  const rest = limit > 0 ? residuals.map((residual) => clipped(residual, limit)) : residuals
  const slowing = slowingOf(rest, PLACES)
  if (slowing === null || !(slowing.variance > 0 && slowing.autocorrelation > 0)) return null
  const stream = openStream(Number(options.seed), `surrogates at ${seen}`)
  const surrogate = phaseRandomizer(rest.slice(-smoothUpTo(rest.length)))
  const rises = Array.from({ length: SURROGATES }, () => riseOf(surrogate(stream)))
  const mean = rises.reduce((sum, rise) => sum + rise, 0) / SURROGATES
  const variance = rises.reduce((sum, rise) => sum + (rise - mean) ** 2, 0) / (SURROGATES - 1)
  const z = (slowing.rise - mean) / Math.sqrt(variance)
  return Number.isFinite(z) ? { ...slowing, z } : null
}

function warning(
  { steps }: Points,
  { variance, autocorrelation, z }: NonNullable<ReturnType<typeof significance>>,
  number: number,
  options: OptionValues,
): Seen {
  const from = steps[Math.floor(steps.length / 2)]!
  return {
    step: from,
    label: 'Slowing down',
    about: `Variance (τ = ${variance.toFixed(2)}) and autocorrelation (τ = ${autocorrelation.toFixed(2)}) of '${options.of}' rise from step ${steps[0]} to ${steps.at(-1)}: ${z.toFixed(1)} standard deviations more than chance makes of it`,
    transition: {
      series: String(options.of),
      key: String(number),
      ...{
        onset: null,
        end: null,
        before: null,
        after: null,
        seenAt: steps.at(-1)!,
        score: z / Number(options.threshold),
      },
    },
  }
}
