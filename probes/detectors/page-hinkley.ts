import type { OptionValues } from '#src/vocabulary/index.ts'
import { AT_REST, summed, type Sums } from '#probes/maths/detection/cusum.ts'
import { clipped } from '#probes/maths/detection/robust.ts'
import { correlationOf, noiseOf, UNSEEN, whitened, type Whitening } from '#probes/maths/detection/whitening.ts'
import { defineDetector } from './define.ts'
import { howWhitened, LIMIT_OPTION, warmUpOption, widening } from './parts/cusum-alarm.ts'
import { HOLDS_FOR, HOW_PLACED, levelChanges } from './parts/level-change.ts'
import { choiceOption, MOST_OPTION, numberOption, SCALE_OPTIONS, seriesOption } from './parts/options.ts'

interface State {
  readonly whitening: Whitening
  readonly count: number
  readonly mean: number
  readonly sums: Sums
}

/** A series leaves its running mean, which it takes along: slow changes count as much as jumps. The classic of streaming statistics. */
export const pageHinkley = defineDetector({
  id: 'page-hinkley',
  name: 'Page–Hinkley',
  symbol: 'M_t − min M',
  formula: String.raw`M_t = \sum_{s \le t} (x_s - \bar x_s - \delta), \qquad M_t - \min_{s \le t} M_s > \lambda \quad (\text{and the same of } -x)`,
  about:
    'Level shift of a series, of either sign, against the mean of all since the last one, and where it began. With units of the series, ' +
    'no correction and a margin and threshold of your own it is the test as other libraries have it',
  caveat:
    'The mean runs along with what it is to be compared to: a change soon after the start is seen late, and a trend that goes on is ' +
    'one change after the other. Points count, whatever steps lie between them. ' +
    HOLDS_FOR,
  estimator:
    'In units of noise, that is the standard deviation of what the point before does not predict over 1 − ρ, which is how far the ' +
    'mean of correlated points scatters; deviations beyond 4 of them are pulled in, and the threshold is larger while the noise is ' +
    'known from few points. ' +
    HOW_PLACED,
  edges: 'Silent in the first points (warm-up). Values that are NaN, infinite or not on the scale are passed over',
  reference: 'Page 1954, Biometrika 41, 100; Hinkley 1971, Biometrika 58, 509',
  options: [
    seriesOption('test-accuracy'),
    choiceOption('units', 'What margin and threshold are measured in', ['noise', 'series']),
    numberOption('delta', 'Margin: how much more than the mean counts as no change', 0.5, 0, 1e300),
    numberOption('lambda', 'Threshold: the sum at which it alarms', 20, 1e-300, 1e300),
    warmUpOption(40),
    choiceOption('correlation', 'Whether neighboring points have noise in common', ['estimated', 'none']),
    LIMIT_OPTION,
    ...SCALE_OPTIONS,
    MOST_OPTION,
  ],
  ...levelChanges<State>('Page–Hinkley', {
    initial: { whitening: UNSEEN, count: 0, mean: 0, sums: AT_REST },
    next: (state, value, options) => {
      const { state: whitening } = whitened(state.whitening, value, howWhitened(state.whitening, options))
      const count = state.count + 1
      const mean = state.mean + (value - state.mean) / count
      const [deviation, larger] = inUnits(value - mean, whitening, options)
      const sums = Number.isFinite(deviation) ? summed(state.sums, deviation, Number(options.delta)) : state.sums
      const score = Math.max(sums.up, sums.down) / (Number(options.lambda) * larger)
      return { alarm: { whitening, count, mean, sums }, score: count < Number(options.warmUp) ? 0 : score }
    },
    correlation: ({ whitening }, options) => correlationOf(whitening, howWhitened(whitening, options)),
  }),
})

/** A deviation in units of the noise, and how much larger the threshold is while that is known from few points; nothing before it is known at all. */
function inUnits(deviation: number, whitening: Whitening, options: OptionValues): readonly [number, number] {
  if (options.units === 'series') return [deviation, 1]
  if (whitening.count === 0) return [0, 1]
  const how = howWhitened(whitening, options)
  const rho = correlationOf(whitening, how)
  const noise = (noiseOf(whitening, how) * whitening.unit) / (1 - rho)
  return [clipped(deviation / noise, Number(options.limit)), widening(whitening, options)]
}
