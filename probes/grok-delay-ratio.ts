import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import type { History } from './inputs.ts'
import { crossingOptions, firstCrossings } from './maths/statistics/first-crossing.ts'

/** How many times later understanding comes than memorizing. It compares runs of different learning rates. */
export const grokDelayRatio = defineProbe({
  id: 'grok-delay-ratio',
  name: 'Grokking delay, logarithmic',
  symbol: 'ln(t_te/t_tr)',
  formula: String.raw`\ln\frac{t_{\mathrm{te}}}{t_{\mathrm{tr}}}, \qquad t_s = \min\{t : \mathrm{acc}_s(t) \ge a\}`,
  unit: '1',
  about:
    'The logarithm of the ratio of the steps at which test and train accuracy reach the threshold. Unlike the ' +
    'difference it can be compared between learning rates, which scale both times equally',
  caveat:
    'Its resolution is the cadence of the accuracies. A single evaluation above the threshold by chance counts. ' +
    'For a run that has not grokked the delay is only known to be longer than the run: average with care over runs ' +
    'of which some are censored',
  estimator: 'Exact on the measured steps; no interpolation between them',
  edges:
    'Absent, with the reason that it is censored, while either accuracy is below the threshold; where one is NaN or infinite before it; and where one ' +
    'starts above it. Negative where the test split is learned first',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  needs: ['series'],
  cost: 'free',
  cadence: every(10),
  group: 'transitions',
  output: scalar(),
  options: crossingOptions,
  measure: ({ series }, { options }) => {
    const crossings = firstCrossings(series.train as History, series.test as History, Number(options.threshold))
    if (isAbsent(crossings)) return crossings
    const [first, second] = crossings
    return first > 0 && second > 0 ? Math.log(second / first) : absent('A curve starts above the threshold')
  },
})
