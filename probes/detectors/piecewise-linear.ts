import type { OptionValues } from '#src/vocabulary/index.ts'
import { fittedRise } from '#probes/maths/detection/rise-fit.ts'
import { straightRise } from '#probes/maths/detection/rise-shapes.ts'
import { restored, transformed, type Transform } from '#probes/maths/detection/transforms.ts'
import { defineDetector } from './define.ts'
import { SPARSE_OPTIONS } from './parts/cusum-alarm.ts'
import { fittedChanges, LEVEL, type Change, type Surroundings } from './parts/fitted-change.ts'
import { choiceOption, MOST_OPTION, SCALE_OPTIONS, seriesOption } from './parts/options.ts'

/** A series leaves its level on a straight line, until it is level again. Where the line begins comes from a fit, with an interval. */
export const piecewiseLinear = defineDetector({
  id: 'piecewise-linear',
  name: 'Broken line',
  symbol: 'a + h r(u)',
  formula: String.raw`x(t) = a + h \min\left(1, \max\left(0, \frac{u(t) - u_0}{w}\right)\right), \qquad u = t \text{ or } \ln t`,
  about:
    'Rise or fall between two levels along a straight line in the step or in its logarithm: the onset is where the line begins, ' +
    'the end where it is level again',
  caveat:
    'The interval holds for a broken line that is level before: what begins smoothly begins earlier, and of it the interval holds in 50 to 60 of a hundred. While the line goes on its ' +
    'height is that of the line as far as it was seen or beyond, and no other change is seen',
  estimator:
    'Alarm by the two-sided CUSUM. Least squares with first-order correlated noise, outliers beyond 6 standard deviations pulled ' +
    'in and those beyond 2.5 counting less (Huber); interval of 90 % from the posterior, in which level, slope, width and noise are integrated over. The 120 points ' +
    'before the alarm, every sixth of 480 before these, and up to 160 after it, of a longer line every other one and so on. Said at the alarm, halfway and at the end',
  edges:
    'Silent in the first points (warm-up). Values that are NaN, infinite or not on the scale are passed over. Step 0 counts as ' +
    'half a step in its logarithm',
  reference: 'Hinkley 1971, J. Am. Stat. Assoc. 66, 736; Page 1954, Biometrika 41, 100',
  options: [
    seriesOption('test-accuracy'),
    choiceOption('time', 'Along what the line is straight', ['step', 'log step']),
    ...SPARSE_OPTIONS,
    ...SCALE_OPTIONS,
    MOST_OPTION,
  ],
  ...fittedChanges('Broken line', fit),
})

function fit({ steps, values, gaps, correlation }: Surroundings, options: OptionValues): Change | null {
  const isLog = options.time === 'log step'
  const transform = options.transform as Transform
  const places = steps.map((step) => (isLog ? Math.log(Math.max(0.5, step)) : step))
  const scaled = values.map((value) => transformed(value, transform, Number(options.examples)))
  const line = fittedRise({ places, values: scaled, gaps, correlation }, straightRise, LEVEL)
  if (line === null) return null
  const stepOf = isLog ? Math.exp : (place: number) => place
  return {
    onset: stepOf(line.onset),
    ...{ low: stepOf(line.low), high: stepOf(line.high), end: stepOf(line.onset + line.width) },
    before: restored(line.before, transform),
    after: restored(line.before + line.height, transform),
    how: `along a straight line in the ${isLog ? 'logarithm of the step' : 'step'}`,
  }
}
