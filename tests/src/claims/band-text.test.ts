import { expect, it } from 'vitest'
import { bandText, bandTextBeside, besideBandText, digitsBeside, numberText } from '#src/claims/index.ts'

const band = (from: number | null, to: number | null) => ({ from, to })

it.each([
  [band(2.772588722239781, 2.8725887222397812), '2.77259 … 2.87259'],
  [band(null, 1 / 3), '≤ 0.333333'],
  [band(0.999, 1.000000001), '0.999 … 1'],
  [band(0.999999999, 1.000000001), '0.999999999 … 1'],
  [band(-0.1, 0.1), '−0.1 … 0.1'],
  [band(-1e-9, null), '≥ −1e−9'],
  [band(null, 1_234_567), '≤ 1234567'],
  [band(null, null), 'any number'],
])('a band is written in as many digits as tell its ends apart (%#)', (claim, text) => {
  expect(bandText(claim)).toBe(text)
})

it.each([
  [2.820123, band(2.772588722239781, 2.8725887222397812), '2.82', '2.77259 … 2.87259'],
  [2.77258, band(2.772588722239781, null), '2.77258', '≥ 2.7725887'],
  [1.0000000005, band(0.999, 1.000000001), '1', '0.999 … 1'],
  [1.0000000012, band(0.999, 1.000000001), '1.0000000012', '0.999 … 1.000000001'],
  [-0.100001, band(-0.1, 0.1), '−0.100001', '−0.1 … 0.1'],
  [0.1 + 0.2, band(null, 0.3), '0.30000000000000004', '≤ 0.3'],
])('and in as many as show whether a value lies in it (%#)', (value, claim, valueText, text) => {
  expect(numberText(value, digitsBeside(claim, [value]))).toBe(valueText)
  expect(bandTextBeside(claim, [value])).toBe(text)
})

it('a value stands in a band, or beside what is claimed of it', () => {
  expect(besideBandText('24', band(20, 35), 24)).toBe('24 in 20 … 35')
  expect(besideBandText('36', band(null, 100), 36)).toBe('36, claimed ≤ 100')
  expect(besideBandText('1', band(1, 1), 1)).toBe('1, claimed 1')
  expect(besideBandText('…', { ...band(1, 2), over: 'mean' }, null)).toBe('…, claimed mean 1 … 2')
})
