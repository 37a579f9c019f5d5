import { expect, it } from 'vitest'
import { intervalsOverSeeds } from '#src/statistics/scaling/over-seeds.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { studentQuantile } from '#src/statistics/student.ts'
import { mean, sampleDeviation } from '#src/statistics/moments.ts'

const stream = openStream(1, 'values')
const values = Array.from({ length: 9 }, () => stream.normal())
const meanOf = (drawn: readonly number[]) => [mean(drawn.map((seed) => values[seed]!))]
const asked = { seed: 0, resamples: 20_000, coverage: 0.95 }

it('that of a mean is about Student’s, which a plain percentile falls short of', () => {
  const { low, high } = intervalsOverSeeds(9, asked, meanOf)(0)
  const half = (studentQuantile(0.95, 8) * sampleDeviation(values)) / 3
  expect((high - low) / (2 * half)).toBeGreaterThan(0.93)
  expect((high - low) / (2 * half)).toBeLessThan(1.07)
})

it('the same seed draws the same, another does not', () => {
  const few = { ...asked, resamples: 100 }
  expect(intervalsOverSeeds(9, few, meanOf)(0)).toEqual(intervalsOverSeeds(9, few, meanOf)(0))
  expect(intervalsOverSeeds(9, { ...few, seed: 1 }, meanOf)(0)).not.toEqual(intervalsOverSeeds(9, few, meanOf)(0))
})

it('there is none of one seed, nor where most draws determine nothing', () => {
  const none = { low: NaN, high: NaN }
  expect(intervalsOverSeeds(1, asked, () => [1])(0)).toEqual(none)
  let call = 0
  expect(intervalsOverSeeds(3, { ...asked, resamples: 10 }, () => (call++ % 3 === 0 ? [1] : null))(0)).toEqual(none)
})
