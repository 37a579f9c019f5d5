import { expect, test } from 'vitest'
import { secondsTickText, stepTickText, tickTexts } from '#src/figures/tick-text.ts'
import { msText, shareText, valueText } from '#dashboard/text/format.ts'
import { heatIndex, heatPixel, heatRange, paletteOf } from '#dashboard/plots/heat.ts'
import { viridis } from '#src/figures/viridis.ts'

test('values as a person reads them', () => {
  const cases = [
    [0, '0'],
    [0.98765432, '0.9877'],
    [-12.3456, '−12.35'],
    [1.234e-5, '1.23e−5'],
    [7.89e8, '7.89e8'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ] as const
  for (const [value, text] of cases) expect(valueText(value)).toBe(text)
})

test('ticks and steps', () => {
  expect([1e-4, 2.5e6, 0.25, -3].map((tick) => tickTexts([tick])[0])).toEqual(['10⁻⁴', '2.5·10⁶', '0.25', '−3'])
  expect([0, 9_500, 12_500, 2e6].map(stepTickText)).toEqual(['0', '9500', '12.5k', '2M'])
  expect([0, 2.5, 100, 7_500].map(secondsTickText)).toEqual(['0', '2.5 s', '1:40', '2:05:00'])
})

test('numbers are as short as they can be told apart', () => {
  expect([0, 0.001, 0.824, 8.25, 60.4, 1_450].map(msText)).toEqual([
    '0 ms',
    '< 0.01 ms',
    '0.82 ms',
    '8.3 ms',
    '60 ms',
    '1.4 s',
  ])
  expect([0, 0.0004, 0.0042, 0.064, 0.214].map(shareText)).toEqual(['0 %', '< 0.1 %', '0.4 %', '6.4 %', '21 %'])
})

test('the color map grows steadily lighter, as a map without false edges must', () => {
  const lightness = Array.from({ length: 21 }, (_, i) => viridis(i / 20)).map(
    ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b,
  )
  for (let i = 1; i < lightness.length; i++) expect(lightness[i]!).toBeGreaterThan(lightness[i - 1]!)
  expect(viridis(0)).toEqual([71, 1, 85])
})

test('a logarithmic color scale spans the values above 0, and puts the rest at its bottom', () => {
  const range = heatRange([Float64Array.of(100, 1, 0, NaN)], true)!
  expect(range).toEqual({ low: 1, high: 100, kind: 'log' })
  expect([0, 1, 10, 100, NaN].map((value) => heatIndex(value, range))).toEqual([0, 0, 128, 255, 0])
  expect(heatRange([Float64Array.of(0, NaN)], true)).toBeNull()
})

test('a linear one spans all finite values, and has its white at zero where there are both signs', () => {
  const range = heatRange([Float64Array.of(4, 1, Infinity, NaN)], false)!
  expect(range).toEqual({ low: 1, high: 4, kind: 'linear' })
  expect([1, 4, 9, NaN].map((value) => heatIndex(value, range))).toEqual([0, 255, 255, 0])
  const signed = heatRange([Float64Array.of(-1, 4)], false)!
  expect(signed).toEqual({ low: -4, high: 4, kind: 'signed' })
  expect([-4, 0, 4].map((value) => heatIndex(value, signed))).toEqual([0, 128, 255])
  const pixel = paletteOf(signed)[128]!
  expect([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255].every((channel) => channel > 240)).toBe(true)
})

test('what is not finite has a color of its own, in neither palette', () => {
  for (const range of [heatRange([[1, 2]], false)!, heatRange([[-1, 2]], false)!, heatRange([[1, 2]], true)!]) {
    const odd = [NaN, Infinity, -Infinity].map((value) => heatPixel(value, range))
    expect(new Set(odd).size).toBe(1)
    expect(paletteOf(range)).not.toContain(odd[0])
    expect(heatPixel(2, range)).toBe(paletteOf(range)[255])
  }
})

test.each([1e-17, 5e-324, 1.7e308, 0])('a map of the constant %d has a range around it', (value) => {
  const { low, high } = heatRange([[value, value]], false)!
  expect([low, high > low]).toEqual([value, true])
  expect(heatIndex(value, { low, high, kind: 'linear' })).toBe(0)
})

test('colors spread over numbers whose distance is none', () => {
  const range = heatRange([[-1.5e308, 1.5e308]], false)!
  expect([-1.5e308, 0, 1.5e308].map((value) => heatIndex(value, range))).toEqual([0, 128, 255])
})
