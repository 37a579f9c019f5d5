import { describe, expect, test } from 'vitest'
import { spanOfRows } from '#dashboard/panels/grid-rows.ts'

describe('the rows of a waterfall', () => {
  test('reach half a row beyond the numbers at which they lie', () => {
    expect(spanOfRows([-1, -0.5, 0, 0.5, 1], 5)).toEqual({ from: -1.25, to: 1.25 })
  })

  test('are those that are there, where the grid goes on', () => {
    expect(spanOfRows([0, 1, 2, 3], 2)).toEqual({ from: -0.5, to: 1.5 })
  })

  test('lie evenly up to the rounding of the grid', () => {
    const tenths = Array.from({ length: 11 }, (_, i) => i * 0.1)
    expect(spanOfRows(tenths, 11)?.to).toBeCloseTo(1.05)
  })

  test('are counted where there is no grid, it is not even, falls, or is too short', () => {
    expect(spanOfRows(null, 3)).toBeNull()
    expect(spanOfRows(undefined, 3)).toBeNull()
    expect(spanOfRows([1, 10, 100], 3)).toBeNull()
    expect(spanOfRows([3, 2, 1], 3)).toBeNull()
    expect(spanOfRows([1, 2], 3)).toBeNull()
    expect(spanOfRows([1], 1)).toBeNull()
  })
})
