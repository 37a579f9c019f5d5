import { expect, it } from 'vitest'
import { lineAt, linesAbove, type Stretch } from '#dashboard/table/layout.ts'
import { LINE_PX, linesInView, scrolledTo } from '#dashboard/table/rows-in-view.ts'

const PARTS: readonly Stretch[] = [
  { hasHead: true, isOpen: true, runs: 2 },
  { hasHead: true, isOpen: false, runs: 500 },
  { hasHead: true, isOpen: true, runs: 0 },
  { hasHead: false, isOpen: true, runs: 3 },
]

it('a heading stands above its runs, and those of a closed part are no lines', () => {
  const above = linesAbove(PARTS)
  expect(above).toEqual([0, 3, 4, 5, 8])
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((index) => lineAt(PARTS, above, index))).toEqual([
    { part: 0, at: null },
    { part: 0, at: 0 },
    { part: 0, at: 1 },
    { part: 1, at: null },
    { part: 2, at: null },
    { part: 3, at: 0 },
    { part: 3, at: 1 },
    { part: 3, at: 2 },
  ])
  expect(lineAt(PARTS, above, 8)).toBeNull()
  expect(lineAt(PARTS, above, -1)).toBeNull()
})

it('an empty part has no line', () => {
  const parts = [
    { hasHead: false, isOpen: true, runs: 0 },
    { hasHead: false, isOpen: true, runs: 2 },
  ]
  expect(lineAt(parts, linesAbove(parts), 0)).toEqual({ part: 1, at: 0 })
})

it('of ten thousand lines those in view are drawn, and a few around them', () => {
  const { from, to } = linesInView(5_000 * LINE_PX, 20 * LINE_PX, 10_000)
  expect(from).toBeLessThanOrEqual(5_000)
  expect(to).toBeGreaterThanOrEqual(5_020)
  expect(to - from).toBeLessThan(40)
  expect(linesInView(0, 900, 3)).toEqual({ from: 0, to: 3 })
  expect(linesInView(1e9, 900, 3)).toEqual({ from: 3, to: 3 })
})

it('scrolls no further than that a line is seen whole', () => {
  expect(scrolledTo(3, 0, 10 * LINE_PX)).toBe(0)
  expect(scrolledTo(10, 0, 10 * LINE_PX)).toBe(LINE_PX)
  expect(scrolledTo(2, 5 * LINE_PX, 10 * LINE_PX)).toBe(2 * LINE_PX)
})
