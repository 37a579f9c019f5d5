import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pointsFromColumns } from '#dashboard/series/points.ts'
import { notFiniteIn } from '#dashboard/series/not-finite.ts'
import { axisRange, columnsOf, extentOf, unplaceable } from '#dashboard/plots/envelope.ts'

test('a spike of one step among a hundred thousand reaches its height on a screen of 500 pixels', () => {
  const values = new Float64Array(100_000).fill(1)
  values[61_234] = 1e6
  const points = pointsFromColumns(
    values.map((_, i) => i),
    values,
  )
  const columns = columnsOf(points, 0, 100_000, (step) => (step / 100_000) * 500)
  expect(columns.length).toBeLessThanOrEqual(502)
  expect(Math.max(...columns.max.subarray(0, columns.length))).toBe(1e6)
})

test('whatever the pixels, smallest, largest and last value stand', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 400 }),
      (values, width) => {
        const points = pointsFromColumns(
          values.map((_, i) => i),
          values,
        )
        const columns = columnsOf(points, 0, values.length, (step) => (step / values.length) * width)
        const used = (column: Float64Array) => [...column.subarray(0, columns.length)]
        expect(Math.min(...used(columns.min))).toBe(Math.min(...values))
        expect(Math.max(...used(columns.max))).toBe(Math.max(...values))
        expect(used(columns.last).at(-1)).toBe(values.at(-1))
      },
    ),
  )
})

test('NaN leaves the extremes alone and breaks the line where it is last', () => {
  const columns = columnsOf(pointsFromColumns([0, 1, 2], [5, 3, NaN]), 0, 2, () => 10)
  expect([columns.length, columns.min[0], columns.max[0], columns.last[0]]).toEqual([1, 3, 5, NaN])
})

test('a zoom keeps one point beyond either edge, so that the line reaches both', () => {
  const points = pointsFromColumns([0, 10, 20, 30, 40], [0, 1, 2, 3, 4])
  const columns = columnsOf(points, 12, 28, (step) => step)
  expect([...columns.x.subarray(0, columns.length)]).toEqual([10, 20, 30])
})

test('a logarithmic axis counts what it has no place for, and takes its range from the rest', () => {
  const points = pointsFromColumns([0, 1, 2, 3], [0, -2, 0.5, 8])
  expect(unplaceable(points, 0, 3)).toBe(2)
  expect(extentOf(points, 0, 3, true)).toEqual({ min: 0.5, max: 8 })
  expect(extentOf(points, 0, 3, false)).toEqual({ min: -2, max: 8 })
})

test('a declared range is kept whole on a linear axis and gives way on a logarithmic one', () => {
  const [low, high] = axisRange([{ min: 0.4, max: 0.5 }], false, [0, 1])
  expect([low <= 0, high >= 1]).toEqual([true, true])
  expect(axisRange([{ min: 0.4, max: 0.5 }], true, [0, 1])[0]).toBeGreaterThan(0.2)
})

test('a constant, or nothing, still has a range', () => {
  for (const extents of [[{ min: 3, max: 3 }], [{ min: 0, max: 0 }], [null], []]) {
    for (const log of [false, true]) {
      if (log && extents[0]?.min === 0) continue
      const [low, high] = axisRange(extents, log, null)
      expect(high).toBeGreaterThan(low)
    }
  }
})

test('what is not finite is counted in its column, and its neighbors keep their extremes', () => {
  const values = [1, NaN, Infinity, 7, -Infinity, NaN]
  const columns = columnsOf(pointsFromColumns([0, 1, 2, 3, 4, 5], values), 0, 5, (step) => (step < 5 ? 10 : 11))
  expect([columns.min[0], columns.max[0], columns.last[0]]).toEqual([1, 7, -Infinity])
  expect([columns.nans[0], columns.plus[0], columns.minus[0]]).toEqual([1, 1, 1])
  expect([columns.min[1], columns.nans[1]]).toEqual([NaN, 1])
  const counts = notFiniteIn(pointsFromColumns([0, 1, 2, 3, 4, 5], values), 1, 4)
  expect(counts).toEqual({ nans: 1, plus: 1, minus: 1 })
})

test('an axis reaches beyond its values on both sides, whatever these are', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(number, number, fc.boolean(), (a, b, log) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)]
      fc.pre(!log || min > 0)
      const [low, high] = axisRange([{ min, max }], log, null)
      expect(Number.isFinite(low) && Number.isFinite(high)).toBe(true)
      expect(low < min || min <= -Number.MAX_VALUE || (log && min === Number.MIN_VALUE)).toBe(true)
      expect(high > max || max >= Number.MAX_VALUE).toBe(true)
    }),
  )
})
