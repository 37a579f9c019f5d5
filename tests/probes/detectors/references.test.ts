import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { AT_REST, runLengthOf, summed } from '#probes/maths/detection/cusum.ts'
import { fittedRise } from '#probes/maths/detection/rise-fit.ts'
import { logisticRise } from '#probes/maths/detection/rise-shapes.ts'
import { changeOdds, filtered, noRuns } from '#probes/maths/detection/run-filter.ts'
import { detrended, slowingOf } from '#probes/maths/detection/slowing.ts'
import { stepPosterior } from '#probes/maths/detection/step-posterior.ts'
import { normalScore } from '#probes/maths/detection/whitening.ts'
import { detectorNamed, pointsOf, seenIn } from './detecting.ts'

interface References {
  readonly runLengths: readonly { threshold: number; allowance: number; shift: number; length: number }[]
  readonly normalScores: readonly { t: number; freedom: number; score: number }[]
  readonly runFilter: { values: number[]; hazard: number; odds: (number | null)[] }
  readonly sigmoid: Record<
    'correlation' | 'onset' | 'width' | 'before' | 'height' | 'squares' | 'halfWidth',
    number
  > & {
    values: number[]
  }
  readonly step: { values: number[]; correlation: number; from: number; weights: number[]; index: number }
  readonly pageHinkley: { values: number[]; delta: number; lambda: number; first: number }
  readonly slowing: Record<'bandwidth' | 'variance' | 'autocorrelation' | 'rise', number> & {
    values: number[]
    residuals: number[]
  }
}

/** Made by tests/references/detectors.py with NumPy, SciPy and river. */
const references = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../references/detectors.json'), 'utf8'),
) as References

describe('the run length of a CUSUM', () => {
  it.each(references.runLengths)('$threshold, $allowance, shift $shift is that of its Markov chain', (one) => {
    // Siegmund's approximation is worst where the allowance is large beside the threshold.
    const ratio = runLengthOf(one.threshold, one.allowance, one.shift) / one.length
    expect(Math.abs(ratio - 1)).toBeLessThan(0.06)
  })

  it.each([
    { threshold: 5, allowance: 0.5, shift: 0 },
    { threshold: 13, allowance: 0.5, shift: 1 },
  ])('$threshold, $allowance, shift $shift is that of seeded runs', ({ threshold, allowance, shift }) => {
    const stream = openStream(1, 'run lengths')
    const lengths = Array.from({ length: 1500 }, () => {
      let [sums, length] = [AT_REST, 0]
      do {
        sums = summed(sums, stream.normal() + shift, allowance)
        length++
      } while (sums.up <= threshold)
      return length
    })
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
    // Run lengths are nearly exponential: four standard errors of 1500 are a tenth.
    expect(mean / runLengthOf(threshold, allowance, shift)).toBeGreaterThan(0.9)
    expect(mean / runLengthOf(threshold, allowance, shift)).toBeLessThan(1.1)
  })
})

it.each(references.normalScores)('Student’s t = $t of $freedom is as rare as the normal score', (one) => {
  expect(normalScore(one.t, one.freedom)).toBeCloseTo(one.score, 2)
  expect(normalScore(-one.t, one.freedom)).toBeCloseTo(-one.score, 2)
})

it('run lengths in bounded memory have the odds of all of them', () => {
  const { values, hazard, odds } = references.runFilter
  const prior = { mean: 0, kappa: 0.1, alpha: 1, beta: 1 }
  let filter = noRuns(prior)
  for (const [i, value] of values.entries()) {
    filter = filtered(filter, value, prior, hazard)
    const expected = odds[i]
    // Below this a change is of a probability that was given up.
    if (expected === null || expected === undefined || expected < -9) continue
    expect(Math.abs(changeOdds(filter, 3) - expected)).toBeLessThan(0.03)
  }
  expect(filter.runs.length).toBeLessThanOrEqual(61)
})

describe('a logistic rise in correlated noise', () => {
  const { values, correlation, ...expected } = references.sigmoid
  const places = values.map((_, i) => i)
  const fit = fittedRise({ places, values, gaps: places.map(() => 1), correlation }, logisticRise, 0.9)!

  it('is that of generalized least squares with the whole covariance', () => {
    // Our first point counts as one that nothing was known before, and outliers are pulled in.
    expect(fit.onset).toBeCloseTo(expected.onset, 0)
    expect(fit.width / expected.width).toBeCloseTo(1, 1)
    expect(fit.before).toBeCloseTo(expected.before, 2)
    expect(fit.height).toBeCloseTo(expected.height, 2)
    expect(fit.squares / expected.squares).toBeCloseTo(1, 1)
  })

  it('has an interval about as wide as the curvature says, which is not quite symmetric', () => {
    expect((fit.high - fit.low) / (2 * expected.halfWidth)).toBeGreaterThan(0.85)
    expect((fit.high - fit.low) / (2 * expected.halfWidth)).toBeLessThan(1.2)
  })
})

it('the place of a step is that of one regression a place', () => {
  const { values, correlation, weights, index, from } = references.step
  const found = stepPosterior(values, correlation, 0.9)!
  expect(found.index).toBe(index)
  const held = weights.slice(found.low - from, found.high - from + 1).reduce((sum, weight) => sum + weight, 0)
  expect(held).toBeGreaterThan(0.85)
  expect(held).toBeLessThan(0.95)
})

it('Page–Hinkley in units of the series alarms where river’s does', () => {
  const { values, delta, lambda, first } = references.pageHinkley
  const set = { units: 'series', delta, lambda, warmUp: 30, correlation: 'none' }
  const [alarm] = seenIn(detectorNamed('page-hinkley'), pointsOf(values), set)
  expect(alarm?.transition?.seenAt).toBe(first)
})

it('slowing down is that of NumPy and SciPy', () => {
  const { values, bandwidth, residuals, variance, autocorrelation, rise } = references.slowing
  const rest = detrended(values, bandwidth)
  rest.forEach((residual, i) => expect(residual).toBeCloseTo(residuals[i]!, 10))
  const slowing = slowingOf(rest, 12)!
  expect(slowing.variance).toBeCloseTo(variance, 10)
  expect(slowing.autocorrelation).toBeCloseTo(autocorrelation, 10)
  expect(slowing.rise).toBeCloseTo(rise, 10)
})
