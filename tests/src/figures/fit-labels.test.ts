import { expect, test } from 'vitest'
import { fittingLabels, overhang } from '#src/figures/fit-labels.ts'

const widthOf = (text: string) => text.length * 6
/** So many labels of so many letters, evenly over 300 pixels. */
const evenly = (letters: number) => (room: number) =>
  Array.from({ length: room }, (_, i) => ({ text: 'x'.repeat(letters), at: (i * 300) / Math.max(1, room - 1) }))

test('the most labels that cover none of each other are kept', () => {
  expect(fittingLabels(evenly(4), 6, widthOf)).toHaveLength(6)
  expect(fittingLabels(evenly(12), 6, widthOf)).toHaveLength(4)
  expect(fittingLabels(evenly(40), 6, widthOf)).toHaveLength(2)
})

test('where two are too many, those that fit', () => {
  const crowd = () => [0, 20, 40, 200].map((at) => ({ text: 'x'.repeat(20), at }))
  expect(fittingLabels(crowd, 6, widthOf).map(({ at }) => at)).toEqual([0, 200])
})

test('the last label asks for room beyond the end', () => {
  expect(overhang([{ text: 'xxxx', at: 300 }], 300, widthOf)).toBe(12)
  expect(overhang([{ text: 'xxxx', at: 100 }], 300, widthOf)).toBe(0)
})
