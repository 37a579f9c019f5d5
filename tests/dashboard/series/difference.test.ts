import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gridOver, type Grid } from '#src/vocabulary/index.ts'
import { differenceOf, differenceOfBuckets, distanceOf } from '#dashboard/series/difference.ts'
import { pointsFromColumns, pointsFromResult, type Points } from '#dashboard/series/points.ts'
import { Fold } from '#src/series/fold.ts'

type Triple = [step: number, value: number]
const of = (...pairs: Triple[]) =>
  pointsFromColumns(
    pairs.map(([step]) => step),
    pairs.map(([, value]) => value),
  )
const read = ({ length, steps, last }: Points) => Array.from({ length }, (_, i) => [steps[i], last[i]])
const bounds = ({ length, min, max }: Points) => Array.from({ length }, (_, i) => [min[i], max[i]])

describe('the difference of exact curves', () => {
  test('is there where both were measured, and nowhere else', () => {
    const own = of([0, 1], [1, 2], [2, 3], [4, 5])
    const other = of([0, 1], [2, 2.5], [3, 7], [4, 1], [5, 0])
    expect(read(differenceOf(own, other))).toEqual([
      [0, 0],
      [2, 0.5],
      [4, 4],
    ])
    expect(differenceOf(own, other)).toMatchObject({ exact: true, stored: 3 })
  })

  test('of different cadences is on the coarser one', () => {
    const every = (n: number) => of(...Array.from({ length: 60 / n }, (_, i): Triple => [i * n, i * n]))
    expect(read(differenceOf(every(2), every(5))).map(([step]) => step)).toEqual([0, 10, 20, 30, 40, 50])
  })

  test('of a curve with its own copy is 0 to the bit, but where it is not finite', () => {
    const values = [0.1, 1e-300, -3.7e12, 5e-324, -0]
    const curve = of(...values.map((value, step): Triple => [step, value]))
    expect(read(differenceOf(curve, curve)).every(([, value]) => value === 0)).toBe(true)
    const broken = of([0, NaN], [1, Infinity])
    expect(read(differenceOf(broken, broken))).toEqual([
      [0, NaN],
      [1, NaN],
    ])
    expect([...differenceOf(broken, broken).nans]).toEqual([1, 1])
    expect(read(differenceOf(of([1, Infinity]), of([1, 2])))).toEqual([[1, Infinity]])
  })

  test('with nothing is nothing', () => {
    expect(differenceOf(of(), of([1, 1])).length).toBe(0)
    expect(differenceOf(of([0, 1]), of([1, 1])).length).toBe(0)
  })
})

/** What a hub answers to a query that leaves so many buckets. */
function thinned(points: Points, grid: Grid): Points {
  const fold = new Fold(grid)
  fold.addPoints({ steps: points.steps.slice(0, points.length), values: points.last.slice(0, points.length) })
  const answer = { run: 'r', series: 's', stored: points.length, exact: false, lengths: null }
  return pointsFromResult({ ...answer, ...fold.buckets() })
}

describe('the difference of thinned curves', () => {
  const wave = (n: number, every: number, lift: number) =>
    of(...Array.from({ length: Math.floor(n / every) }, (_, i): Triple => [i * every, Math.sin(i * every) + lift]))

  test('is exact at the end of each bucket, and bounds what lies within', () => {
    const grid = gridOver(0, 999, 100, 'linear')
    const [own, other] = [thinned(wave(1_000, 1, 0.5), grid), thinned(wave(1_000, 1, 0), grid)]
    const difference = differenceOfBuckets(own, other, grid.place)
    expect(difference).toMatchObject({ exact: false, stored: 1_000, length: own.length })
    for (const [i, [, value]] of read(difference).entries()) {
      expect(value).toBeCloseTo(0.5, 12)
      const [min, max] = bounds(difference)[i]!
      expect(min! <= value! && value! <= max!).toBe(true)
    }
  })

  test('is exactly 0, without width, where buckets agree in all that is known', () => {
    const grid = gridOver(0, 999, 100, 'linear')
    const curve = thinned(wave(1_000, 1, 0), grid)
    const difference = differenceOfBuckets(curve, curve, grid.place)
    expect([...difference.last, ...difference.min, ...difference.max].every((value) => value === 0)).toBe(true)
  })

  test('of different cadences is exact where both were measured, and bounded between', () => {
    const grid = gridOver(0, 999, 100, 'linear')
    const difference = differenceOfBuckets(thinned(wave(1_000, 1, 0), grid), wave(1_000, 11, 0), grid.place)
    const known = read(difference).filter(([, value]) => !Number.isNaN(value))
    expect(known.length).toBeGreaterThan(3)
    for (const [step, value] of known) expect([step! % 11, value]).toEqual([0, 0])
    expect(bounds(difference).every(([min, max]) => min! <= max!)).toBe(true)
  })

  test('no true difference leaves the bounds, whatever the curves, cadences and spacings', () => {
    const value = fc.oneof(fc.double({ min: -9, max: 9, noNaN: true }), fc.constant(NaN))
    const curve = fc
      .uniqueArray(fc.tuple(fc.nat(300), value), { selector: ([step]) => step, minLength: 1, maxLength: 90 })
      .map((pairs) => of(...pairs.sort(([a], [b]) => a - b)))
    const limits = fc.integer({ min: 1, max: 40 })
    fc.assert(
      fc.property(
        curve,
        curve,
        limits,
        fc.constantFrom('linear' as const, 'log' as const),
        (own, other, limit, spacing) => {
          const { place } = gridOver(0, 300, limit, spacing)
          const truth = read(differenceOf(own, other))
          const finer = gridOver(0, 300, 2 * limit, spacing)
          const difference = differenceOfBuckets(thinned(own, finer), other, place)
          const ends = read(difference).map(([step]) => step!)
          expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b))
          for (const [step, value] of truth) {
            const at = ends.findIndex((end) => end >= step!)
            expect(at).toBeGreaterThanOrEqual(0)
            const [min, max] = bounds(difference)[at]!
            if (!Number.isNaN(value)) expect(value! >= min! && value! <= max!).toBe(true)
            if (difference.steps[at] === step) expect(difference.last[at]).toBe(value)
          }
        },
      ),
    )
  })
})

test('a distance has no sign, reaches down to 0 where its bounds have both, and breaks where curves are equal', () => {
  const difference = { ...of([0, 0], [1, -2], [2, 3]), min: Float64Array.of(0, -4, 2), max: Float64Array.of(0, 1, 5) }
  const distance = distanceOf(difference)
  expect(read(distance)).toEqual([
    [0, NaN],
    [1, 2],
    [2, 3],
  ])
  expect(bounds(distance)).toEqual([
    [0, 0],
    [0, 4],
    [2, 5],
  ])
})
