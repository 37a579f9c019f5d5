import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gridOver } from '#src/vocabulary/index.ts'
import { Fold } from '#src/series/fold.ts'
import { pointsFromColumns, pointsFromResult } from '#dashboard/series/points.ts'
import { readoutAt } from '#dashboard/series/readout.ts'

const points = pointsFromColumns([0, 10, 20, 30], [5, 1, NaN, 9])

test('of single measurements those in the stretch are read, or the one in force', () => {
  expect(readoutAt(points, { from: 9, to: 31 })).toEqual({ from: 10, to: 30, last: 9, min: 1, max: 9 })
  expect(readoutAt(points, { from: 12, to: 13 })).toEqual({ from: 10, to: 10, last: 1, min: 1, max: 1 })
  expect(readoutAt(points, { from: 19, to: 21 })).toEqual({ from: 20, to: 20, last: NaN, min: NaN, max: NaN })
  expect(readoutAt(points, { from: -9, to: -1 })).toBeNull()
  expect(readoutAt(points, { from: 90, to: 99 })).toMatchObject({ to: 30, last: 9 })
})

test('of buckets all that the stretch touches: every value in it is within what is read', () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity))
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 40, maxLength: 400 }),
      fc.nat(400),
      fc.nat(30),
      (values, start, length) => {
        const steps = Float64Array.from(values, (_, i) => i)
        const fold = new Fold(gridOver(0, values.length - 1, 20, 'linear'))
        fold.addPoints({ steps, values: Float64Array.from(values) })
        const answer = { run: 'r', series: 's', stored: values.length, exact: false, lengths: null }
        const thinned = pointsFromResult({ ...answer, ...fold.buckets() })
        const [from, to] = [Math.min(start, values.length - 1), Math.min(start + length, values.length - 1)]
        const read = readoutAt(thinned, { from, to })!
        expect(read.from <= from && read.to >= to).toBe(true)
        const covered = values.slice(read.from, read.to + 1)
        const finite = covered.filter(Number.isFinite)
        expect(read.last).toBe(covered.at(-1))
        expect([read.min + 0, read.max + 0]).toEqual(
          finite.length === 0 ? [NaN, NaN] : [Math.min(...finite) + 0, Math.max(...finite) + 0],
        )
      },
    ),
  )
})
