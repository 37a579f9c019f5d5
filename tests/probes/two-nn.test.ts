import { describe, expect, it } from 'vitest'
import { twoNn } from '#probes/two-nn.ts'
import { expectClose } from './close.ts'
import { openLab, type Rows } from './lab.ts'
import { gaussian, uniforms } from './random.ts'
import {
  expected,
  given,
  needsFinite,
  ofLayer,
  PRECISIONS,
  reordered,
  scaledBy,
  shifted,
  turned,
} from './representation.ts'

const lab = await openLab()
const dimension = (rows: Rows, options = {}) => ofLayer(lab, twoNn, rows, options).h as number

describe('TwoNN', () => {
  needsFinite(lab, twoNn)

  describe.each(['mle', 'slope'])('by %s', (method) => {
    it.each(PRECISIONS)('meets scikit-learn’s neighbors in %s, of different examples', (_, make, tolerance) => {
      const parts = ofLayer(lab, twoNn, given.repeated, { method }, [], make)
      expectClose(parts, { h: expected('dimensions')[method], 'h.left-out': 3 / 83 }, tolerance)
    })

    it('does not change under isometries, scale and the order of examples', () => {
      const rows = gaussian(50, 3, 2)
      const moved = reordered(scaledBy(shifted(turned(rows)), 7))
      expectClose(dimension(moved, { method }), dimension(rows, { method }), 1e-6)
    })

    it('finds the dimension of a curved sheet in ten dimensions', () => {
      const uniform = uniforms(5)
      const sheet = Array.from({ length: 900 }, () => {
        const [u, v] = [uniform(), 4 * uniform()]
        return [0, 0, 0, u, 0, Math.cos(v), 0, Math.sin(v), 0, u]
      })
      expect(Math.abs(dimension(sheet, { method }) - 2)).toBeLessThan(0.2)
    })
  })

  it('meets scikit-dimension', () =>
    expectClose(dimension(given.repeated, { method: 'slope' }), expected('dimensions').skdimTwoNN, 1e-6))

  it('by hand: points at 0, 1, 3 on a line have the ratios 3, 2 and 1.5', () => {
    const rows = [[0], [1], [3]]
    expect(dimension(rows)).toBeCloseTo(3 / Math.log(9), 12)
    // The two smallest, against −ln(2/3) and −ln(1/3).
    const [a, b] = [Math.log(1.5), Math.log(2)]
    expect(dimension(rows, { method: 'slope' })).toBeCloseTo(
      (a * Math.log(1.5) + b * Math.log(3)) / (a * a + b * b),
      12,
    )
  })

  it('is biased low in ten dimensions, as is known', () => {
    const value = dimension(gaussian(500, 10, 1))
    expect(value).toBeGreaterThan(7)
    expect(value).toBeLessThan(10)
  })

  it('is absent with fewer than three different examples, and on a lattice', () => {
    expect(dimension([[1], [2], [2], [1]])).toEqual({ absent: "Fewer than 3 different examples in 'h'" })
    const square = [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]
    const absent = { absent: "The two nearest neighbors in 'h' are at equal distances everywhere" }
    expect(dimension(square)).toEqual(absent)
    expect(dimension(square, { method: 'slope' })).toEqual(absent)
  })
})
