import { expect, test } from 'vitest'
import { pointsFromColumns } from '#dashboard/series/points.ts'
import { uncertain } from '#dashboard/panels/uncertain.ts'

test('a point reaches as far as its standard error, if it has one at its own step', () => {
  const drawn = uncertain(
    pointsFromColumns([0, 10, 20, 30], [5, 6, 7, 8]),
    pointsFromColumns([10, 15, 30], [2, 9, NaN]),
  )
  expect([...drawn.last]).toEqual([5, 6, 7, 8])
  expect([...drawn.min]).toEqual([5, 4, 7, 8])
  expect([...drawn.max]).toEqual([5, 8, 7, 8])
})
