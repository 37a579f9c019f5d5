import { expect, test } from 'vitest'
import { frameOfMatrix } from '#src/vocabulary/index.ts'
import { binsOfFrame, curveOfFrame, facetsOfFrame, onceAFrame, rowsOfFrame } from '#dashboard/series/tables.ts'

const frame = (cols: number, ...data: number[]) => frameOfMatrix({ cols, data })

test('a curve has its places in their order', () => {
  const { x, y } = curveOfFrame(frame(2, 3, 30, 1, NaN))
  expect([...x]).toEqual([3, 1])
  expect([...y]).toEqual([30, NaN])
})

test('points come by picture, with what is spread about them where it is said', () => {
  expect(facetsOfFrame(frame(4, 9, 0, 1, 2, 3, 5, 4, 5, 9, 1, 6, 7))).toEqual([
    {
      facet: 9,
      points: [
        { label: 0, x: 1, y: 2, spread: null },
        { label: 1, x: 6, y: 7, spread: null },
      ],
    },
    { facet: 3, points: [{ label: 5, x: 4, y: 5, spread: null }] },
  ])
  const [only] = facetsOfFrame(frame(7, 0, 4, 1, 2, 3, 2, 0.5))
  expect(only?.points).toEqual([{ label: 4, x: 1, y: 2, spread: { major: 3, minor: 2, angle: 0.5 } }])
})

test('a histogram has its bins, and a frame of nothing has none', () => {
  expect(binsOfFrame(frame(3, 0, 1, 0.25, 1, 3, 0.75))).toEqual([
    { from: 0, to: 1, share: 0.25 },
    { from: 1, to: 3, share: 0.75 },
  ])
  for (const read of [binsOfFrame, facetsOfFrame, rowsOfFrame]) expect(read(frame(3))).toEqual([])
  expect(rowsOfFrame(new Float64Array())).toEqual([])
})

test('what is computed of a frame is computed once', () => {
  let asked = 0
  const sum = onceAFrame((values) => (asked++, values[1]))
  const one = frame(1, 5)
  expect([sum(one), sum(one), sum(frame(1, 7)), asked]).toEqual([5, 5, 7, 2])
})
