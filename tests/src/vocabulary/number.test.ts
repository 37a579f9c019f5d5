import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonFromNumber, jsonFromNumbers, type JsonNumber } from '#src/vocabulary/index.ts'

/** As whoever reads the JSON gets it back, in any language. */
function numberFromJson(value: JsonNumber): number {
  return typeof value === 'number' ? value : Number(value)
}

test('any number survives JSON, the sign of zero too', () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const back = numberFromJson(JSON.parse(JSON.stringify(jsonFromNumber(value))) as JsonNumber)
      expect(back).toBe(value)
    }),
  )
})

test('what is not finite is a string that says so; null never appears', () => {
  expect(JSON.stringify(jsonFromNumbers(Float64Array.of(NaN, Infinity, -Infinity, 1.5)))).toBe(
    '["NaN","Infinity","-Infinity",1.5]',
  )
})
