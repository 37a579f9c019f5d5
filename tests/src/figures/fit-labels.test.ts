import { expect, test } from 'vitest'
import { linearTicks } from '#src/figures/axis.ts'
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

test('where round numbers leave but one, it is made for more room', () => {
  const around = (room: number) =>
    linearTicks(-0.4, 0.4, room).map((tick) => ({ text: String(tick), at: (tick + 0.4) * 225 }))
  expect(around(2)).toHaveLength(1)
  expect(fittingLabels(around, 2, widthOf).map(({ text }) => text)).toEqual(['-0.4', '-0.2', '0', '0.2', '0.4'])
  // One alone, where there is no more to say.
  expect(fittingLabels(() => [{ text: '3', at: 0 }], 2, widthOf)).toEqual([{ text: '3', at: 0 }])
})
