import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nearestLabels, refinedCells } from '#trainer/sweeps/index.ts'

/** Refined until nothing more is asked for, where every cell has the label of its place. */
function refined(shape: readonly number[], spacing: number, labelOf: (cell: number) => number | null) {
  const made = new Set<number>()
  for (;;) {
    const { cells, isWhole } = refinedCells(shape, spacing, (cell) => (made.has(cell) ? labelOf(cell) : undefined))
    if (isWhole) return cells
    for (const cell of cells) made.add(cell)
  }
}
const disk = (cell: number) => Number((Math.floor(cell / 10) - 4) ** 2 + ((cell % 10) - 5) ** 2 < 10)

it('the first round is every n-th value of each axis and the last', () => {
  const { cells, isWhole } = refinedCells([5, 4], 3, () => undefined)
  expect(cells).toEqual([0, 3, 12, 15, 16, 19])
  expect(isWhole).toBe(false)
})

it('one phase alone is made no closer, and a border on both of its sides', () => {
  expect(refined([10, 10], 3, () => 2)).toHaveLength(16)
  const half = refined([10, 10], 3, (cell) => Number(cell % 10 >= 5))
  expect(half.toSorted((a, b) => a - b).filter((cell) => cell < 10)).toEqual([0, 3, 4, 5, 6, 9])
  expect(half.length).toBeLessThan(45)
})

it('what is not made has the label of the nearest that is: the map of a disk is whole, of fewer runs', () => {
  const cells = new Set(refined([10, 10], 3, disk))
  const labels = nearestLabels([10, 10], (cell) => (cells.has(cell) ? disk(cell) : undefined))
  expect(labels).toEqual(Array.from({ length: 100 }, (_, cell) => disk(cell)))
  expect(cells.size).toBeLessThan(75)
})

it('on whatever map, two neighbors with other labels are both made, and the cells do not depend on which run ends first', () => {
  const map = fc.record({
    shape: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
    spacing: fc.integer({ min: 1, max: 5 }),
    labels: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 343, maxLength: 343 }),
  })
  fc.assert(
    fc.property(map, ({ shape, spacing, labels }) => {
      const cells = refined(shape, spacing, (cell) => labels[cell]!)
      const made = new Set(cells)
      expect(made.size).toBe(cells.length)
      const shown = nearestLabels(shape, (cell) => (made.has(cell) ? labels[cell] : undefined))
      const count = shape.reduce((product, one) => product * one, 1)
      let stride = 1
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        for (let cell = 0; cell < count; cell++) {
          if (Math.floor(cell / stride) % shape[axis]! === shape[axis]! - 1) continue
          if (shown[cell] !== shown[cell + stride])
            expect([made.has(cell), made.has(cell + stride)]).toEqual([true, true])
        }
        stride *= shape[axis]!
      }
      // All that will ever be made is there from the start: the rounds are the same.
      expect(refinedCells(shape, spacing, (cell) => labels[cell])).toEqual({ cells, isWhole: true })
    }),
    { numRuns: 200 },
  )
})

it('a cell without a label asks for no border, and of equally near ones the first counts', () => {
  expect(refined([3, 3], 2, (cell) => (cell === 0 ? null : 1))).toHaveLength(4)
  expect(nearestLabels([3], (cell) => [0, undefined, 1][cell])).toEqual([0, 0, 1])
  expect(nearestLabels([2, 2], () => null)).toEqual([null, null, null, null])
})
