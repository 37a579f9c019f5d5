import type { OptionValues } from '#src/vocabulary/index.ts'
import { fittedRise, type RiseFit } from '#probes/maths/detection/rise-fit.ts'
import { logisticRise } from '#probes/maths/detection/rise-shapes.ts'
import { restored, transformed, type Transform } from '#probes/maths/detection/transforms.ts'
import { defineDetector } from './define.ts'
import { SPARSE_OPTIONS } from './parts/cusum-alarm.ts'
import { fittedChanges, LEVEL, type Change, type Surroundings } from './parts/fitted-change.ts'
import { choiceOption, MOST_OPTION, SCALE_OPTIONS, seriesOption } from './parts/options.ts'

/** A series goes gradually from one level to another. Its onset, its width and its height come from a fit, with an interval. */
export const sigmoidRise = defineDetector({
  id: 'sigmoid-rise',
  name: 'Sigmoid',
  symbol: 'a + h σ(u)',
  formula: String.raw`x(t) = a + \frac{h}{1 + \exp(\ln 19\,(1 - 2 (u(t) - u_0)/w))}, \qquad u = t \text{ or } \ln t`,
  about:
    'Rise or fall between two levels as a logistic function of the step or of its logarithm: the onset is where 5 % of it is done, ' +
    'the end where 95 % is',
  caveat:
    'The interval holds for a logistic function between two levels: a rise of another form has it off by as much as the forms ' +
    'differ at 5 %, and holds in 40 to 70 of a hundred. In a series with little noise it is seen before 5 % of it is done, and its onset is after that. ' +
    'Until most of the rise has been seen it says little of its height and its end. While a rise goes on no other is seen. ' +
    'In correlated or heavy-tailed noise it may be wrong in the first hundred points (8 in 10⁵ points of series of 200), after that seldom',
  estimator:
    'Alarm by the two-sided CUSUM. Least squares with first-order correlated noise, outliers beyond 6 standard deviations pulled ' +
    'in and those beyond 2.5 counting less (Huber); interval of 90 % from the posterior, in which level, height, width and noise are integrated over. The 120 points ' +
    'before the alarm, every sixth of 480 before these, and up to 160 after it, of a longer rise every other one and so on. Said at the alarm, halfway and at the end',
  edges:
    'Silent in the first points (warm-up). Values that are NaN, infinite or not on the scale are passed over. Step 0 counts as ' +
    'half a step in its logarithm',
  reference: 'Page 1954, Biometrika 41, 100; Golub & Pereyra 1973, SIAM J. Numer. Anal. 10, 413',
  options: [
    seriesOption('test-accuracy'),
    choiceOption('time', 'Along what the rise is a logistic function; of either the better fit, with an interval that holds both', ['step', 'log step', 'either']), // prettier-ignore
    ...SPARSE_OPTIONS,
    ...SCALE_OPTIONS,
    MOST_OPTION,
  ],
  ...fittedChanges('Sigmoid', fit),
})

function fit(points: Surroundings, options: OptionValues): Change | null {
  const inSteps = options.time === 'log step' ? null : fitAlong(points, (step) => step, options)
  const inLogs = options.time === 'step' ? null : fitAlong(points, (step) => Math.log(Math.max(0.5, step)), options)
  if (inSteps === null && inLogs === null) return null
  const isLog = inSteps === null || (inLogs !== null && inLogs.squares < inSteps.squares)
  const { onset, width, low, high, before, height } = (isLog ? inLogs : inSteps) as RiseFit
  const stepOf = isLog ? Math.exp : (place: number) => place
  const isOpen = inSteps !== null && inLogs !== null
  return {
    onset: stepOf(onset),
    low: isOpen ? Math.min(inSteps.low, Math.exp(inLogs.low)) : stepOf(low),
    high: isOpen ? Math.max(inSteps.high, Math.exp(inLogs.high)) : stepOf(high),
    ...{ end: stepOf(onset + width) },
    before: restored(before, options.transform as Transform),
    after: restored(before + height, options.transform as Transform),
    how: `as a logistic function of ${isLog ? 'the logarithm of the step' : 'the step'}`,
  }
}

function fitAlong(
  { steps, values, gaps, correlation }: Surroundings,
  place: (step: number) => number,
  options: OptionValues,
) {
  const scaled = values.map((value) => transformed(value, options.transform as Transform, Number(options.examples)))
  return fittedRise({ places: steps.map(place), values: scaled, gaps, correlation }, logisticRise, LEVEL)
}
