import { expect, it } from 'vitest'
import { intervalsOverSeeds } from '#src/statistics/scaling/over-seeds.ts'
import { scalingLawAt, scalingLawOf, type Asymptote } from '#src/statistics/scaling/scaling-law.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { reference } from './reference.ts'

it.each(reference.laws)('$law is what SciPy finds', ({ given, sizes, values, weights, law }) => {
  const found = scalingLawOf(
    sizes.map((size, i) => ({ size, value: values[i]!, weight: weights[i]! })),
    given ?? 'free',
  )!
  expect(found.exponent / law.exponent).toBeCloseTo(1, 6)
  expect(found.factor / law.factor).toBeCloseTo(1, 5)
  expect(found.asymptote - law.asymptote).toBeCloseTo(0, 4)
})

const SIZES = [16, 32, 64, 128, 256]

it.each<[string, Asymptote, number]>([
  ['given', 0, 0],
  ['free', 'free', 60],
])('without noise it is the law itself, its asymptote %s', (_, asymptote, height) => {
  const truth = { asymptote: height, factor: 700, exponent: 0.8 }
  const values = SIZES.map((size) => ({ size, value: scalingLawAt(truth, size), weight: 1 }))
  const found = scalingLawOf(values, asymptote)!
  expect(found.exponent).toBeCloseTo(0.8, 6)
  expect(found.factor / 700).toBeCloseTo(1, 5)
  expect(found.asymptote).toBeCloseTo(height, 4)
  // Sizes in other units are another factor, and nothing else.
  const thousands = scalingLawOf(values.map((one) => ({ ...one, size: one.size / 1000 })), asymptote)! // prettier-ignore
  expect(thousands.exponent).toBeCloseTo(found.exponent, 6)
  expect(thousands.factor / (found.factor * 1000 ** -found.exponent)).toBeCloseTo(1, 5)
})

it.each<[string, readonly (readonly [number, number])[], Asymptote]>([
  ['two sizes for three parameters', [[1, 4], [2, 3]], 'free'], // prettier-ignore
  ['one size', [[2, 4], [2, 3]], 0], // prettier-ignore
  ['a size that is not above 0', [[0, 4], [2, 3], [4, 2]], 0], // prettier-ignore
  ['a value that is no number', [[1, 4], [2, NaN], [4, 2]], 0], // prettier-ignore
  ['a straight line, which no power comes to', [[1, 9], [2, 8], [3, 7], [4, 6]], 'free'], // prettier-ignore
  ['nothing but the asymptote', [[1, 5], [2, 5], [4, 5]], 'free'], // prettier-ignore
])('%s determine none', (_, values, asymptote) => {
  expect(scalingLawOf(values.map(([size, value]) => ({ size, value, weight: 1 })), asymptote)).toBe(null) // prettier-ignore
})

it.each<[string, Asymptote, number]>([
  ['given', 0, 0],
  ['free', 'free', 40],
])('intervals over seeds cover the exponent as often as they say, the asymptote %s', (_, asymptote, height) => {
  const stream = openStream(5, 'scaling')
  const [sets, seeds] = [120, 6]
  const truth = { asymptote: height, factor: 400, exponent: 0.7 }
  let hits = 0
  for (let set = 0; set < sets; set++) {
    const runs = SIZES.map((size) => Array.from({ length: seeds }, () => scalingLawAt(truth, size) * Math.exp(0.05 * stream.normal()))) // prettier-ignore
    const weights = runs.map((values) => (values.reduce((sum, value) => sum + value, 0) / seeds) ** -2)
    const { low, high } = intervalsOverSeeds(seeds, { seed: set, resamples: 250, coverage: 0.9 }, (drawn) => {
      const means = SIZES.map((size, i) => ({
        size,
        value: drawn.reduce((sum, seed) => sum + runs[i]![seed]!, 0) / seeds,
        weight: weights[i]!,
      }))
      const law = scalingLawOf(means, asymptote)
      return law === null ? null : [law.exponent]
    })(0)
    if (low <= truth.exponent && truth.exponent <= high) hits += 1
  }
  // Of 120 sets 108 are expected; ±3 standard deviations are 10.
  expect(hits).toBeGreaterThanOrEqual(98)
  expect(hits).toBeLessThanOrEqual(118)
})
