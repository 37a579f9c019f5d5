import { clipped } from '#probes/maths/detection/robust.ts'
import { changeOdds, filtered, noRuns, type RunFilter } from '#probes/maths/detection/run-filter.ts'
import { correlationOf, UNSEEN, whitened, type Whitening } from '#probes/maths/detection/whitening.ts'
import { defineDetector } from './define.ts'
import { howWhitened, warmUpOption, widening } from './parts/cusum-alarm.ts'
import { HOLDS_FOR, HOW_PLACED, levelChanges } from './parts/level-change.ts'
import { choiceOption, MOST_OPTION, numberOption, SCALE_OPTIONS, seriesOption } from './parts/options.ts'

interface State {
  readonly whitening: Whitening
  readonly filter: RunFilter
}

const SETTLED = 3
const CLIP = 2.5
const PRIOR = { mean: 0, kappa: 0.1, alpha: 1, beta: 1 }

/** A change of level or of noise, by the posterior over the time since the last one: it sees a series grow noisy, too. */
export const onlineChangePoint = defineDetector({
  id: 'online-change-point',
  name: 'Bayesian online change point',
  symbol: 'P(r_t < t)',
  formula: String.raw`P(r_t, x_{1:t}) \propto \sum_{r_{t-1}} P(r_t \mid r_{t-1})\, P(x_t \mid x^{(r)})\, P(r_{t-1}, x_{1:t-1}), \qquad \log\frac{P(3 \le r_t < t)}{P(r_t = t)} > \lambda`,
  about:
    'Odds that the mean or the variance of a series has changed since the last change that was said, at least 3 points ago so that one ' +
    'outlier is none, against no change at all',
  caveat:
    'A trend is a series of changes: judge a falling loss on a logarithmic scale. Points count, whatever steps lie between them. The place is ' +
    'that of a change of the level: of a change of noise alone it is uncertain, and there the interval is wide. A drift that takes hundreds of points is ' +
    'taken into the level, and mostly missed in strong noise. ' +
    HOLDS_FOR,
  estimator:
    'Recursion over run lengths on whitened values (as CUSUM does it) pulled in to 2.5 standard deviations, with a Normal-inverse-gamma prior (mean 0, κ = 0.1, α = β = 1 in ' +
    'standard deviations); bounded memory: runs of probability below 1e-7 are given up, and all but the 60 most probable. ' +
    HOW_PLACED,
  edges: 'Silent in the first points (warm-up). Values that are NaN, infinite or not on the scale are passed over',
  reference: 'Adams & MacKay 2007, arXiv:0710.3742',
  options: [
    seriesOption('train-loss'),
    numberOption('expected', 'Expected number of points between changes', 1000, 2, 1e9),
    numberOption('odds', 'Logarithm of the odds at which it alarms', 10, 0.1, 1000),
    warmUpOption(40),
    choiceOption('correlation', 'Whether neighboring points have noise in common', ['estimated', 'none']),
    ...SCALE_OPTIONS,
    MOST_OPTION,
  ],
  ...levelChanges<State>('Bayesian online change point', {
    initial: { whitening: UNSEEN, filter: noRuns(PRIOR) },
    next: ({ whitening, filter }, value, options) => {
      const { state, score } = whitened(whitening, value, howWhitened(whitening, options))
      if (score === null) return { alarm: { whitening: state, filter }, score: 0 }
      const now = filtered(filter, clipped(score, CLIP), PRIOR, 1 / Number(options.expected))
      return {
        alarm: { whitening: state, filter: now },
        score: changeOdds(now, SETTLED) / (Number(options.odds) * widening(state, options)),
      }
    },
    correlation: ({ whitening }, options) => correlationOf(whitening, howWhitened(whitening, options)),
  }),
})
