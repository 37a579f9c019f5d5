import { describe, expect, it } from 'vitest'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { leastSquares } from '#trainer/systems/closed-form/least-squares.ts'
import { openLab } from '../../../probes/lab.ts'

const { linalg } = await openLab()
const stream = openStream(3, 'least squares')
const normals = (rows: number, cols: number): Matrix => {
  return { rows, cols, data: Float64Array.from({ length: rows * cols }, () => stream.normal()) }
}

/** By the singular values, which the solver never computes: V s/(s² + λ) Uᵀ y. */
function bySingularValues(features: Matrix, targets: Float64Array, ridge: number): Float64Array {
  const { u, s, v } = linalg.svd(features)
  const along = linalg.product(u, { rows: targets.length, cols: 1, data: targets }, { a: true }).data
  const scaled = Float64Array.from(along, (value, k) => (value * s[k]!) / (s[k]! ** 2 + ridge))
  return linalg.product(v, { rows: scaled.length, cols: 1, data: scaled }).data as Float64Array
}

const columnsOf = ({ rows, cols, data }: Matrix) =>
  Array.from({ length: cols }, (_, col) => Float64Array.from({ length: rows }, (_, row) => data[row * cols + col]!))

describe('least squares', () => {
  it.each([
    [30, 8, 0],
    [8, 30, 0],
    [12, 12, 0],
    [30, 8, 2.5],
    [8, 30, 2.5],
    [5, 1, 0],
    [1, 5, 0],
  ])('of %i examples and %i features with a ridge of %d is that by singular values', (rows, cols, ridge) => {
    const features = normals(rows, cols)
    const targets = normals(rows, 1).data as Float64Array
    const expected = bySingularValues(features, targets, ridge)
    const got = leastSquares(columnsOf(features), targets, ridge)
    expect(got).toHaveLength(cols)
    got.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 9))
  })

  it('leaves what it is given as it was', () => {
    const [features, targets] = [columnsOf(normals(6, 3)), normals(6, 1).data as Float64Array]
    const before = structuredClone([features, targets])
    leastSquares(features, targets)
    leastSquares(features, targets, 1)
    expect([features, targets]).toEqual(before)
  })
})
