import { absent, estimate, every } from '#src/vocabulary/index.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import { allFinite } from './maths/algebra/finite.ts'
import { defineProbe, scalars } from './define.ts'
import type { History } from './inputs.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { powerLawFit, type PowerLaw } from './maths/statistics/power-law-fit.ts'

/** How fast a loss falls with scale. It tells what more data, parameters or steps would buy. */
export const scalingExponent = defineProbe({
  id: 'scaling-exponent',
  name: 'Scaling exponent',
  symbol: 'α',
  formula: String.raw`L(X) = L_\infty + a X^{-\alpha}`,
  unit: '1',
  about:
    'Exponent, amplitude and asymptote of a power law with an offset, fitted to a curve over its steps; or, from a ' +
    'file, to losses over data, parameters or compute given as steps',
  caveat:
    'Extrapolates only what the fitted range shows. Exponent and asymptote are strongly correlated in the fit: the ' +
    'standard errors come from resampling the points and do not include a wrong form of the curve (a transition, ' +
    'two regimes)',
  estimator:
    'Least Huber loss (threshold 1e-3) of log residuals by Levenberg–Marquardt from several starts, on at most the ' +
    'given number of points, evenly spaced in log step; standard errors from bootstrap samples of the points',
  edges:
    'Absent below 5 distinct points or less than a decade of steps, and for losses that are not positive, NaN or infinite; step 0 ' +
    'is left out',
  reference: 'Hoffmann et al. 2022, arXiv:2203.15556; Kaplan et al. 2020, arXiv:2001.08361',
  needs: ['series'],
  cost: 'pass',
  cadence: every(200),
  group: 'generalization',
  output: scalars({ headline: 'exponent' }),
  options: [
    { key: 'of', about: 'Which curve', type: 'series', default: 'test-loss' },
    { key: 'points', about: 'Largest number of points to fit', type: 'integer', default: 60, min: 5, max: 1000 },
    { key: 'samples', about: 'Bootstrap samples', type: 'integer', default: 20, min: 2, max: 1000 },
  ],
  measure: ({ series }, { options, random }) => {
    const curve = series.of as History
    const points = thinned(curve, Number(options.points))
    const x = points.map((i) => curve.steps[i] as number)
    const y = points.map((i) => curve.values[i] as number)
    if (!allFinite(curve.steps)) return absent(`The steps of '${curve.name}' hold NaN or an infinity`)
    if (!y.every(Number.isFinite)) return absent(`'${curve.name}' holds NaN or an infinity`)
    if (new Set(x).size < 5)
      return absent(`'${curve.name}' has ${new Set(x).size} points after step 0, and 5 are needed`)
    if (Math.max(...x) < 10 * Math.min(...x)) return absent(`'${curve.name}' spans less than a decade of steps`)
    if (!y.every((value) => value > 0)) return absent(`'${curve.name}' has values that are not positive`)
    const fit = powerLawFit(x, y)
    const others = resampled(x, y, Number(options.samples), random)
    const part = (of: (law: PowerLaw) => number) => estimate(of(fit), deviation(others.map(of)))
    return {
      exponent: part((law) => law.exponent),
      amplitude: part((law) => law.amplitude),
      asymptote: part((law) => law.asymptote),
    }
  },
})

/** Places of at most `most` points after step 0, evenly in log step: otherwise the late steps decide alone. */
function thinned({ steps }: History, most: number): number[] {
  const places = Array.from(steps.keys()).filter((i) => (steps[i] as number) > 0)
  if (places.length <= most) return places
  const [from, to] = [steps[places[0] as number] as number, steps[places.at(-1) as number] as number]
  const chosen = new Set<number>()
  for (let i = 0; i < most; i++) {
    const target = from * (to / from) ** (i / (most - 1)) * (1 - 1e-12)
    chosen.add(places.find((place) => (steps[place] as number) >= target) ?? (places.at(-1) as number))
  }
  return [...chosen]
}

function resampled(x: number[], y: number[], samples: number, random: RandomStream): PowerLaw[] {
  return Array.from({ length: samples }, () => {
    let chosen: number[] = []
    // A sample of fewer than four places fixes no power law of three parameters.
    while (new Set(chosen).size < 4) chosen = x.map(() => random.integer(x.length))
    return powerLawFit(
      chosen.map((i) => x[i] as number),
      chosen.map((i) => y[i] as number),
    )
  })
}

function deviation(values: readonly number[]): number {
  const { data, exponent } = ordinaryNumbers(Float64Array.from(values))
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length
  const variance = data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (data.length - 1)
  return timesPowerOfTwo(Math.sqrt(variance), exponent)
}
