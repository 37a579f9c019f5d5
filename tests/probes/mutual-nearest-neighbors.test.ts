import { describe, expect, it } from 'vitest'
import { mutualNearestNeighbors } from '#probes/mutual-nearest-neighbors.ts'
import { expectClose } from './close.ts'
import { openLab } from './lab.ts'
import { gaussian } from './random.ts'
import {
  compare,
  expected,
  followsSimilarityLaws,
  needsFinite,
  pairOf,
  PRECISIONS,
  related,
  turned,
} from './representation.ts'

const lab = await openLab()

describe('mutual nearest neighbors', () => {
  followsSimilarityLaws(lab, mutualNearestNeighbors, { k: 5 }, 1)
  needsFinite(lab, mutualNearestNeighbors)

  describe.each(['euclidean', 'cosine'])('by %s', (metric) =>
    it.each(PRECISIONS)('meets scikit-learn in %s', (_, make, tolerance) => {
      for (const name of ['h1', 'h2'] as const) {
        const value = compare(lab, mutualNearestNeighbors, ...pairOf(name), { k: 4, metric }, make)
        expectClose(value, expected('mutual-nearest-neighbors', metric)[name], tolerance)
      }
    }),
  )

  it('by hand: on a line, two of four keep their neighbor', () => {
    // Nearest: 0→1, 1→0, 2→3, 3→2, against 0→1, 1→0, 2→1, 3→1.
    const [x, y] = [
      [[0], [1], [5], [6.5]],
      [[0], [1], [3], [-7]],
    ]
    expect(compare(lab, mutualNearestNeighbors, x, y, { k: 1 })).toBe(0.5)
    expect(compare(lab, mutualNearestNeighbors, x, y, { k: 2 })).toBe((2 + 2 + 1 + 1) / 8)
  })

  it('takes the first of equally near examples', () => {
    // The middle one is as near to either side: the first counts, in both.
    const [x, y] = [
      [[0], [1], [2]],
      [[2], [1], [0]],
    ]
    expect(compare(lab, mutualNearestNeighbors, x, y, { k: 1 })).toBe(1)
  })

  it('by angle sees no length, and by distance does', () => {
    const [x] = related()
    const stretched = turned(x).map((row, i) => row.map((value) => value * (1 + (i % 5))))
    expect(compare(lab, mutualNearestNeighbors, stretched, x, { metric: 'cosine' })).toBe(1)
    expect(compare(lab, mutualNearestNeighbors, stretched, x)).toBeLessThan(0.9)
  })

  it('is k/(n − 1) by chance', () => {
    const values = [1, 2, 3, 4, 5].map((seed) =>
      compare(lab, mutualNearestNeighbors, gaussian(200, 8, seed), gaussian(200, 8, seed + 50), { k: 20 }),
    )
    expectClose(
      values.reduce((sum, value) => sum + value / 5, 0),
      20 / 199,
      0.08,
    )
  })

  it('needs k + 2 examples, and a direction for each under the angle', () => {
    const x = gaussian(12, 2, 1)
    expect(compare(lab, mutualNearestNeighbors, x, x)).toBe(1)
    expect(compare(lab, mutualNearestNeighbors, x.slice(1), x.slice(1))).toEqual({
      absent: 'Needs 12 examples for 10 neighbors, and the probe batch has 11',
    })
    const dead = x.map((row, i) => (i === 3 ? [0, 0] : row))
    expect(compare(lab, mutualNearestNeighbors, dead, x, { metric: 'cosine' })).toEqual({
      absent: "The activations of an example are all zero in 'h'",
    })
    expect(compare(lab, mutualNearestNeighbors, x, dead, { metric: 'cosine' })).toHaveProperty('absent')
  })
})
