import { describe, expect, test } from 'vitest'
import { facetBoxes, placeIn } from '#dashboard/plots/draw-facets.ts'

describe('pictures of points', () => {
  test('stand side by side where that makes them largest, below each other where they must', () => {
    const rowsOf = (count: number, width: number) => new Set(facetBoxes(count, width, 236, true).map(({ y }) => y)).size
    expect(rowsOf(4, 640)).toBe(1)
    expect(rowsOf(4, 300)).toBe(2)
    expect(rowsOf(1, 300)).toBe(1)
  })

  test('lie within their room, and do not overlap', () => {
    for (const width of [120, 300, 640, 1200]) {
      for (let count = 1; count <= 12; count++) {
        const boxes = facetBoxes(count, width, 236, true)
        expect(boxes).toHaveLength(count)
        boxes.forEach(({ x, y, half }, i) => {
          expect(half).toBeGreaterThan(0)
          expect(Math.min(x - half, y - half)).toBeGreaterThanOrEqual(0)
          expect(x + half).toBeLessThanOrEqual(width)
          expect(y + half).toBeLessThanOrEqual(236)
          for (const other of boxes.slice(i + 1))
            expect(Math.max(Math.abs(x - other.x), Math.abs(y - other.y))).toBeGreaterThanOrEqual(2 * half)
        })
      }
    }
  })

  test('are as wide as high: a circle stays one', () => {
    const box = { x: 100, y: 80, half: 50 }
    expect(placeIn(box, 2, { x: 2, y: 0 })).toEqual({ left: 150, top: 80 })
    expect(placeIn(box, 2, { x: 0, y: 2 })).toEqual({ left: 100, top: 30 })
  })

  test('have no size where there is no room', () => {
    expect(facetBoxes(4, 0, 236, true).every(({ half }) => half === 0)).toBe(true)
    expect(facetBoxes(0, 300, 236, false)).toEqual([])
  })
})
