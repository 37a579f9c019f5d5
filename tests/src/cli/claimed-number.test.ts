import { expect, test } from 'vitest'
import { claimedNumber, seriesIn } from '#src/cli/families/claimed-number.ts'
import type { Claimed } from '#src/vocabulary/index.ts'

const points: Record<string, { steps: number[]; values: number[] }> = {
  a: { steps: [0, 10, 20, 30], values: [1, 4, NaN, 2] },
  none: { steps: [], values: [] },
}
const of = (claimed: Claimed) => claimedNumber(claimed, (name) => points[name]!)

test.each<[Claimed, number]>([
  [{ kind: 'at', series: 'a', step: 'last' }, 2],
  [{ kind: 'at', series: 'a', step: 15 }, 4],
  [{ kind: 'at', series: 'a', step: -1 }, NaN],
  [{ kind: 'at', series: 'none', step: 'last' }, NaN],
  [{ kind: 'over', series: 'a', take: 'greatest' }, 4],
  [{ kind: 'over', series: 'a', take: 'least', from: 10 }, 2],
  [{ kind: 'over', series: 'a', take: 'mean', to: 20 }, 2.5],
  [{ kind: 'over', series: 'a', take: 'median' }, 2],
  [{ kind: 'over', series: 'a', take: 'median', from: 10 }, 3],
  [{ kind: 'over', series: 'none', take: 'least' }, NaN],
  [{ kind: 'over', series: 'none', take: 'mean' }, NaN],
  [{ kind: 'over', series: 'none', take: 'median' }, NaN],
  [{ kind: 'first', series: 'a', is: 'above', value: 2 }, 10],
  [{ kind: 'first', series: 'a', is: 'above', value: 5 }, NaN],
  [{ kind: 'first', series: 'a', is: 'below', value: 1 }, 0],
])('%j is %s', (claimed, expected) => expect(of(claimed)).toBe(expected))

test('numbers are set against each other', () => {
  const [last, most]: Claimed[] = [
    { kind: 'at', series: 'a', step: 'last' },
    { kind: 'over', series: 'b', take: 'greatest' },
  ]
  points.b = { steps: [0], values: [8] }
  expect(of({ kind: 'ratio', of: last!, and: most! })).toBe(0.25)
  expect(of({ kind: 'difference', of: last!, and: most! })).toBe(-6)
  expect(seriesIn({ kind: 'ratio', of: last!, and: most! })).toEqual(['a', 'b'])
})
