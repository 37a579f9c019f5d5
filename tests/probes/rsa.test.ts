import { describe, expect, it } from 'vitest'
import { averageRanks } from '#probes/maths/statistics/ranks.ts'
import { rsa } from '#probes/rsa.ts'
import { expectClose } from './close.ts'
import { fine, openLab } from './lab.ts'
import { gaussian } from './random.ts'
import {
  compare,
  expected,
  followsSimilarityLaws,
  given,
  needsFinite,
  pairOf,
  PRECISIONS,
  related,
  reordered,
  scaledBy,
  turned,
} from './representation.ts'

const lab = await openLab()
const [x, y] = related()

describe('representational similarity', () => {
  describe('Euclidean', () => followsSimilarityLaws(lab, rsa, { metric: 'euclidean' }, 1))
  needsFinite(lab, rsa)

  describe.each(['correlation', 'euclidean'])('of %s', (metric) => {
    it.each(PRECISIONS)('meets SciPy in %s', (_, make, tolerance) => {
      for (const name of ['h1', 'h2'] as const)
        expectClose(compare(lab, rsa, ...pairOf(name), { metric }, make), expected('rsa', metric)[name], tolerance)
    })
  })

  it('of correlations sees scale and a shift of an example as no change, and a rotation as one', () => {
    const plain = compare(lab, rsa, x, y)
    expectClose(compare(lab, rsa, scaledBy(x, 7), y), plain, 1e-9)
    const lifted = x.map((row, i) => row.map((value) => value * (1 + (i % 3)) + i))
    expectClose(compare(lab, rsa, lifted, y), plain, 1e-9)
    expect(Math.abs(compare(lab, rsa, turned(x), y) - plain)).toBeGreaterThan(0.01)
    expect(compare(lab, rsa, turned(x), x)).toBeLessThan(0.99)
    expect(compare(lab, rsa, x, x)).toBeCloseTo(1, 9)
    expect(Math.abs(compare(lab, rsa, reordered(x), y))).toBeLessThan(0.1)
  })

  it('ranks from 1, and gives equal numbers the mean of their places', () =>
    expect(averageRanks(Float64Array.of(3, -1, 3, 2, 3))).toEqual(Float64Array.of(4, 1, 4, 2, 4)))

  it('gives tied distances their mean rank, as SciPy does', () => {
    const value = compare(lab, rsa, given.tied.h1, given.tied.h2, { metric: 'euclidean' })
    expectClose(value, expected('rsaTied'), 1e-9)
  })

  it('by hand: of three points on a line, ranks of the distances', () => {
    // Distances 1, 3, 2 against 3, 1, 2 of the pairs (1, 2), (1, 3), (2, 3): the reverse order.
    const [a, b] = [
      [[0], [1], [3]],
      [[0], [3], [1]],
    ]
    expect(compare(lab, rsa, a, b, { metric: 'euclidean' })).toBeCloseTo(-1, 12)
  })

  it('leaves out examples without variation in either, and says how many', () => {
    // Five of them over 5 are not quite the number.
    const a = [...x.slice(0, 9), Array<number>(5).fill(0.014)]
    const b = y.slice(0, 10).map((row, i) => (i === 4 ? [0.1, 0.1, 0.1, 0.1] : row))
    const inputs = { hidden: { h: fine(a) }, referenceHidden: { h: fine(b) } }
    const rest = (rows: number[][]) => rows.filter((_, i) => i !== 4 && i !== 9)
    expectClose(lab.measure(rsa, inputs), { h: compare(lab, rsa, rest(a), rest(b)), 'h.left-out': 0.2 }, 1e-9)
    expect(lab.measure(rsa, inputs, { metric: 'euclidean' })).not.toHaveProperty('h.left-out')
  })

  it('is absent with too few examples, and where all are equally far', () => {
    expect(compare(lab, rsa, gaussian(2, 3, 1), gaussian(2, 3, 2))).toEqual({
      absent: "Needs 3 examples that vary over the neurons of 'h'",
    })
    const simplex = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]
    expect(compare(lab, rsa, simplex, gaussian(3, 2, 1))).toEqual({
      absent: "All pairs of examples are equally far apart in 'h'",
    })
  })
})
