import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import type { History } from './inputs.ts'
import { crossingOptions, firstCrossings } from './maths/statistics/first-crossing.ts'

/** How long understanding follows memorizing. It is what grokking is measured by, and diverges at the critical data size. */
export const grokDelay = defineProbe({
  id: 'grok-delay',
  name: 'Grokking delay',
  symbol: 'Δt',
  formula: String.raw`\Delta t = t_{\mathrm{te}} - t_{\mathrm{tr}}, \qquad t_s = \min\{t : \mathrm{acc}_s(t) \ge a\}`,
  unit: 'step',
  about:
    'Steps from the first time that train accuracy reaches the threshold to the first time that test accuracy does',
  caveat:
    'Its resolution is the cadence of the accuracies. A single evaluation above the threshold by chance counts. ' +
    'For a run that has not grokked the delay is only known to be longer than the run: average with care over runs ' +
    'of which some are censored',
  estimator: 'Exact on the measured steps; no interpolation between them',
  edges:
    'Absent, with the reason that it is censored, while either accuracy is below the threshold; where one is NaN or infinite before it. Negative where the ' +
    'test split is learned first',
  reference: 'Power et al. 2022, arXiv:2201.02177',
  needs: ['series'],
  cost: 'free',
  cadence: every(10),
  group: 'transitions',
  output: scalar(),
  options: crossingOptions,
  measure: ({ series }, { options }) => {
    const crossings = firstCrossings(series.train as History, series.test as History, Number(options.threshold))
    return isAbsent(crossings) ? crossings : crossings[1] - crossings[0]
  },
})
