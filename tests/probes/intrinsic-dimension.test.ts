import { describe, expect, it } from 'vitest'
import { intrinsicDimension } from '#probes/intrinsic-dimension.ts'
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
const dimension = (rows: Rows, options = {}) => ofLayer(lab, intrinsicDimension, rows, options).h as number

describe('Levina–Bickel dimension', () => {
  needsFinite(lab, intrinsicDimension)

  it.each(PRECISIONS)('meets scikit-learn’s neighbors in %s, of different examples', (_, make, tolerance) => {
    const parts = ofLayer(lab, intrinsicDimension, given.repeated, { k: 6 }, [], make)
    expectClose(parts, { h: expected('dimensions')['levina-bickel'], 'h.left-out': 3 / 83 }, tolerance)
  })

  it('does not change under isometries, scale and the order of examples', () => {
    const rows = gaussian(50, 3, 2)
    expectClose(dimension(reordered(scaledBy(shifted(turned(rows)), 7))), dimension(rows), 1e-6)
  })

  it('finds the dimension of a curved sheet in ten dimensions', () => {
    const uniform = uniforms(5)
    const sheet = Array.from({ length: 900 }, () => {
      const [u, v] = [uniform(), 4 * uniform()]
      return [0, 0, 0, u, 0, Math.cos(v), 0, Math.sin(v), 0, u]
    })
    expect(Math.abs(dimension(sheet) - 2)).toBeLessThan(0.2)
  })

  it('by hand: points at 0, 1, 3 on a line, whose two nearest have the ratios 3, 2 and 1.5', () =>
    expect(dimension([[0], [1], [3]], { k: 2 })).toBeCloseTo(3 / Math.log(9), 12))

  it('is absent with too few different examples, and where neighbors are equally far', () => {
    const rows = gaussian(11, 2, 1)
    expect(dimension(rows)).toBeTypeOf('number')
    expect(dimension([...rows.slice(1), ...rows.slice(1)])).toEqual({
      absent: "Needs 11 different examples, and 'h' has 10",
    })
    expect(
      dimension(
        [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ],
        { k: 2 },
      ),
    ).toEqual({
      absent: "The 2 nearest neighbors in 'h' are at equal distances everywhere",
    })
  })
})
