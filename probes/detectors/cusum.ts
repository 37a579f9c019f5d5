import type { OptionValues } from '#src/vocabulary/index.ts'
import { AT_REST, summed, type Sums } from '#probes/maths/detection/cusum.ts'
import { countingNoise, type Transform } from '#probes/maths/detection/transforms.ts'
import { correlationOf, UNSEEN, whitened, type Whitening, type WhiteningOptions } from '#probes/maths/detection/whitening.ts' // prettier-ignore
import { defineDetector } from './define.ts'
import { levelChanges } from './parts/level-change.ts'
import { choiceOption, MOST_OPTION, numberOption, SCALE_OPTIONS, seriesOption } from './parts/options.ts'

interface State {
  readonly whitening: Whitening
  readonly sums: Sums
}

/** The level of a series has changed: small differences in one direction add up. It is the quickest test for a shift of a given size. */
export const cusum = defineDetector({
  id: 'cusum',
  name: 'CUSUM',
  symbol: 'S_t',
  formula: String.raw`S^\pm_t = \max(0,\; S^\pm_{t-1} \pm z_t - k), \qquad \max(S^+_t, S^-_t) > h\left(1 + \tfrac{5}{n}\tfrac{1+\rho}{1-\rho}\right)`,
  about:
    'Level shift of a series, of either sign, and where it began. The allowance is half the shift that it is quickest for, in ' +
    'standard deviations of what the point before does not predict',
  caveat:
    'A trend is a series of level shifts: judge a falling loss on a logarithmic scale, and expect several marks while it ' +
    'falls. Points count, whatever steps lie between them. The interval holds for a step: a slow rise has its onset before. ' +
    'After a change no other is seen until the new level is known',
  estimator:
    'Each point is predicted from those before it (level, noise and lag-1 correlation ρ, outliers pulled in to 4 standard ' +
    'deviations), and its error made standard normal by Student’s distribution with n degrees of freedom. At defaults about 1 ' +
    'false alarm in 10⁵ points. Onset: posterior over the place of one step among the last 200 points, with the stretch that ' +
    'holds nearest to 90 %; said again 24 points after the alarm',
  edges:
    'Silent in the first points (warm-up). Values that are NaN, infinite or not on the scale are passed over. Noise is at ' +
    'least 1e-6 of the level, and that of counting the examples of an accuracy',
  reference:
    'Page 1954, Biometrika 41, 100; Hawkins 1987, The Statistician 36, 299; Siegmund 1985, Sequential Analysis',
  options: [
    seriesOption('train-loss'),
    numberOption('allowance', 'Half the shift that it is quickest for, in standard deviations', 0.5, 0.01, 3),
    numberOption('threshold', 'Sum at which it alarms, in standard deviations', 13, 1, 1000),
    numberOption('warmUp', 'Points that tell the level and the noise before any is judged', 40, 10, 1000, 'integer'),
    choiceOption('correlation', 'Whether neighboring points have noise in common', ['estimated', 'none']),
    ...SCALE_OPTIONS,
    MOST_OPTION,
  ],
  ...levelChanges<State>('CUSUM', {
    initial: { whitening: UNSEEN, sums: AT_REST },
    next: ({ whitening, sums }, value, options) => {
      const how = howWhitened(whitening, options)
      const { state, score } = whitened(whitening, value, how)
      if (score === null) return { alarm: { whitening: state, sums }, score: 0 }
      const now = summed(sums, score, Number(options.allowance))
      return { alarm: { whitening: state, sums: now }, score: Math.max(now.up, now.down) / thresholdOf(state, options) }
    },
    correlation: ({ whitening }, options) => correlationOf(whitening, howWhitened(whitening, options)),
  }),
})

/** While the level is known from few points it may be off, and for as long as it is. */
function thresholdOf(whitening: Whitening, options: OptionValues): number {
  const rho = correlationOf(whitening, howWhitened(whitening, options))
  return Number(options.threshold) * (1 + (5 * (1 + rho)) / ((1 - rho) * whitening.count))
}

function howWhitened(whitening: Whitening, options: OptionValues): WhiteningOptions {
  return {
    warmUp: Number(options.warmUp),
    memory: 2000,
    floor: countingNoise(whitening.mean * whitening.unit, options.transform as Transform, Number(options.examples)),
    isCorrelated: options.correlation === 'estimated',
  }
}
