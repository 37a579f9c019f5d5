import { expect, test } from 'vitest'
import { asWritten } from '#dashboard/parts/typesettable.ts'

const nested = (open: string, close: string, times: number) => open.repeat(times) + 'x' + close.repeat(times)

test('a formula of the catalogue is typeset', () => {
  expect(asWritten(String.raw`\left\{ \frac{1}{n} \sum_i \left(x_i - \bar{x}\right)^2 \right\}`)).toBeNull()
})

test.each([
  ['too long', 'x+'.repeat(100_000), /200000 characters/],
  ['braces too deep', nested('\\sqrt{', '}', 41), /nested more than 40/],
  ['brackets too deep', nested('\\left(', '\\right)', 41), /nested/],
  ['environments too deep', nested('\\begin{array}{c}', '\\end{array}', 41), /nested/],
])('a formula that is %s stays as it was written, and says why', (_case, latex, why) => {
  const written = asWritten(latex)
  expect(written?.why).toMatch(why)
  expect(written!.text.length).toBeLessThanOrEqual(301)
})

test('braces that are printed nest nothing, and forty deep is still typeset', () => {
  expect(asWritten(String.raw`\{`.repeat(60))).toBeNull()
  expect(asWritten(nested('\\sqrt{', '}', 40))).toBeNull()
})
