import { describe, expect, it } from 'vitest'
import { classMeans } from '#probes/class-means.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'
import { expectRows, rowsOf, structure } from './structure-reference.ts'

const lab = await openLab()

function drawn(hidden: Rows, labels: readonly number[], toMatrix = fine): Matrix {
  const inputs = { hidden: { first: fine([[1]]), last: toMatrix(hidden) }, labels: Int32Array.from(labels) }
  return lab.measure(classMeans, inputs) as Matrix
}

/** The angle of an ellipse is that of a line: π more is the same. */
const foldedAngles = (found: Matrix): Matrix => ({
  ...found,
  data: found.data.map((value, at) => (at % found.cols === 6 ? value - Math.PI * Math.floor(value / Math.PI) : value)),
})

/** A simplex of so many corners in as many dimensions, turned, each corner twice. */
const simplex = (classes: number) => {
  const corners = Array.from({ length: classes }, (_, c) =>
    Array.from({ length: classes }, (_, j) => (j === c ? 1 : 0) - 1 / classes),
  )
  return times([...corners, ...corners], orthogonal(classes, 4))
}
const twice = (classes: number) => Array.from({ length: 2 * classes }, (_, i) => i % classes)

describe('class means and their spread', () => {
  it('are where NumPy has them', () => {
    const { hidden, labels, means } = structure.classes
    const expected = foldedAngles(fine(means))
    expectRows(foldedAngles(drawn(hidden, labels)), rowsOf(expected))
    expectRows(foldedAngles(drawn(hidden, labels, matrix)), rowsOf(expected), 1e-4)
  })

  it.each([3, 4, 10])('of a simplex of %i classes are a regular polygon of radius 1, without spread', (classes) => {
    rowsOf(drawn(simplex(classes), twice(classes))).forEach(([facet, label, x, y, major, minor], c) => {
      expect([facet, label]).toEqual([0, c])
      expect(x).toBeCloseTo(Math.cos((2 * Math.PI * c) / classes), 9)
      expect(y).toBeCloseTo(Math.sin((2 * Math.PI * c) / classes), 9)
      expect(major).toBeLessThan(1e-7)
      expect(minor).toBeLessThan(1e-7)
    })
  })

  it('of two classes lie at −1 and 1, spread along the line between them', () => {
    const hidden = [[2, 0], [4, 1], [-2, 0], [-4, -1]] // prettier-ignore
    const [one = [], other = []] = rowsOf(drawn(hidden, [0, 0, 1, 1]))
    expect([one[2], one[3], other[2], other[3]].map((value) => Math.round(1e9 * (value ?? NaN)) / 1e9)).toEqual([
      1, 0, -1, 0,
    ])
    expect(one[4]).toBeGreaterThan(0.1)
    expect(one[5]).toBeCloseTo(0, 9)
  })

  it('do not depend on scale, shift or a rotation of the activations', () => {
    const { hidden, labels } = structure.classes
    const turned = times(hidden, orthogonal(6, 2)).map((row) => row.map((value) => 3 * value + 5))
    expectRows(foldedAngles(drawn(turned, labels)), rowsOf(foldedAngles(drawn(hidden, labels))), 1e-8)
  })

  it('have ellipses of the standard deviation of their examples', () => {
    const noise = gaussian(6000, 3, 7)
    const labels = noise.map((_, i) => i % 3)
    const corners = simplex(3)
    const hidden = noise.map((row, i) => row.map((value, j) => 0.3 * value + (corners[i % 3]?.[j] ?? 0)))
    // Corners at distance √⅔ from the middle are at radius 1.
    for (const [, , , , major = NaN, minor = NaN] of rowsOf(drawn(hidden, labels))) {
      expect(major * Math.sqrt(2 / 3)).toBeCloseTo(0.3, 1)
      expect(minor * Math.sqrt(2 / 3)).toBeCloseTo(0.3, 1)
    }
  })

  it('are absent for one class, for equal means, for NaN, and without a hidden layer', () => {
    expect(drawn([[1, 2], [3, 4]], [5, 5])).toEqual({ absent: 'Needs 2 classes, and there is one' }) // prettier-ignore
    expect(drawn([[1, 2], [1, 2]], [0, 1])).toEqual({ absent: "The class means of 'last' are equal" }) // prettier-ignore
    expect(drawn([[1, NaN], [1, 2]], [0, 1])).toEqual({ absent: "'last' holds NaN or an infinity" }) // prettier-ignore
    expect(lab.measure(classMeans, { hidden: {}, labels: Int32Array.of(0, 1) })).toEqual({
      absent: 'The network has no hidden layer',
    })
  })
})
