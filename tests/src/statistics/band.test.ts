import { describe, expect, test } from 'vitest'
import { bandOfCurves, spreadOf } from '#src/statistics/band.ts'
import { median, quantile } from '#src/statistics/quantile.ts'
import { drawnRuns, RESAMPLES } from '#src/statistics/resamples.ts'
import { expectNear } from './near.ts'
import { floats, reference } from './reference.ts'

describe('a band over curves', () => {
  const cases = reference.bands.flatMap(({ runs, curves, cases }, i) =>
    cases.map((one) => ({
      name: `${one.question.center} and ${one.question.band} of ${runs} runs, ${i}`,
      runs,
      curves: floats(curves),
      ...one,
    })),
  )
  test.each(cases)('equals that of NumPy: $name', ({ runs, curves, question, ...expected }) => {
    const length = curves.length / runs
    const band = bandOfCurves(curves, runs, length, question)
    // A mean of numbers that nearly cancel is as exact as the largest of them.
    const size = Math.max(...curves.filter(Number.isFinite).map(Math.abs)) / 1000
    expectNear(band.center, floats(expected.center), 1e-12, size)
    expectNear(band.low, floats(expected.low), 1e-12, size)
    expectNear(band.high, floats(expected.high), 1e-12, size)
    expect(Array.from(band.n)).toEqual(expected.n)
  })

  test('of order statistics is equal to the bit', () => {
    for (const { runs, curves, cases } of reference.bands)
      for (const { question, ...expected } of cases) {
        if (question.center !== 'median' || !['range', 'quartiles', 'bootstrap'].includes(question.band)) continue
        const all = floats(curves)
        const band = bandOfCurves(all, runs, all.length / runs, question)
        expect([band.center, band.low, band.high]).toEqual([expected.center, expected.low, expected.high].map(floats))
      }
  })
})

describe('a bootstrap', () => {
  test.each(Object.entries(reference.drawn))('draws the runs that its stream says, of %s', (runs, expected) => {
    const n = Number(runs)
    const drawn = drawnRuns(7, n)
    const row = (i: number) => Array.from(drawn.subarray(i * n, (i + 1) * n))
    expect([row(0), row(1), row(2), row(RESAMPLES - 1)]).toEqual(expected)
  })

  test('of another seed is another one, and of the same seed the same', () => {
    const curves = Float64Array.from({ length: 8 }, (_, i) => i ** 2)
    const interval = (seed: number) => spreadOf({ center: 'mean', band: 'bootstrap', seed }, 8)(curves)
    expect(interval(1)).toEqual(interval(1))
    expect(interval(1)).not.toEqual(interval(2))
  })
})

describe('what stands for values', () => {
  test('is nothing where none is there, and no spread of one', () => {
    for (const band of ['range', 'quartiles', 'sd', 'se', 'bootstrap'] as const) {
      const spread = spreadOf({ center: 'mean', band, seed: 0 }, 2)
      expect(spread(Float64Array.of(NaN, NaN))).toEqual({ center: NaN, low: NaN, high: NaN, n: 0 })
      const isOfOne = band === 'sd' || band === 'se' ? NaN : 4
      expect(spread(Float64Array.of(4, NaN))).toEqual({ center: 4, low: isOfOne, high: isOfOne, n: 1 })
    }
  })

  test('may be infinite, and says no NaN for it', () => {
    const spread = spreadOf({ center: 'median', band: 'quartiles', seed: 0 }, 5)
    const values = Float64Array.of(1, Infinity, 2, Infinity, -Infinity)
    expect(spread(values)).toEqual({ center: 2, low: 1, high: Infinity, n: 5 })
    expect(median([-1, Infinity, Infinity, Infinity])).toBe(Infinity)
    expect(quantile([], 0.5)).toBeNaN()
  })
})
