import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digitsTelling } from '#dashboard/text/digits.ts'
import { valueText } from '#dashboard/text/format.ts'

test('four digits, where they tell values apart', () => {
  expect(digitsTelling([])).toBe(4)
  expect(digitsTelling([0.98, 0.75], 1)).toBe(4)
  expect(digitsTelling([NaN, Infinity, 3])).toBe(4)
})

test('on a plateau, as many as its axis tells apart', () => {
  expect(digitsTelling([Math.log(97)], 1e-5)).toBe(8)
  expect(digitsTelling([1e9], 1e-3)).toBe(15)
  expect(digitsTelling([1], 1e-300)).toBe(17)
})

test('values that differ have texts that differ', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(fc.uniqueArray(number, { maxLength: 5, comparator: (a, b) => a === b }), (values) => {
      const digits = digitsTelling(values)
      expect(new Set(values.map((value) => valueText(value, digits))).size).toBe(values.length)
    }),
  )
  expect([5.54441, 5.54449].map((value) => valueText(value, digitsTelling([5.54441, 5.54449])))).toEqual([
    '5.5444',
    '5.5445',
  ])
})
