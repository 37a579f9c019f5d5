import { describe, expect, it } from 'vitest'
import { absent } from '#src/vocabulary/index.ts'
import { committeeGeneralizationError } from '#probes/committee-generalization-error.ts'
import { linearCka } from '#probes/linear-cka.ts'
import { cosinesByLayer } from '#probes/maths/algebra/cosines.ts'
import { normsByLayer } from '#probes/maths/algebra/norms.ts'
import { ordinaryNumbers, ordinarySize } from '#probes/maths/algebra/ordinary-size.ts'
import {
  innerOf,
  lengthOf,
  plain,
  ratioOf,
  squaredDistanceOf,
  squaresOf,
  sumOfWide,
  timesPowerOfTwo,
} from '#probes/maths/algebra/wide.ts'
import { noisyLayerInformation } from '#probes/noisy-layer-information.ts'
import { singularValues } from '#probes/singular-values.ts'
import { superposition } from '#probes/superposition.ts'
import { javascriptLinearAlgebra } from '#trainer/backend/javascript-linear-algebra.ts'
import { fine, openLab } from '../../lab.ts'
import { gaussian } from '../../random.ts'

const lab = await openLab()
const layerOf = (...values: number[]) => ({ shape: [values.length], values: Float64Array.from(values) })

describe('sums of squares of numbers of any size', () => {
  it.each([1e-320, 1e-308, 1e-200, 1e-150, 1, 1e150, 1e200, 3e307])('‖(3, 4)‖ is 5, in units of %d', (unit) => {
    expect(lengthOf([3 * unit, 4 * unit]) / (5 * unit)).toBeCloseTo(1, unit < 1e-300 ? 2 : 14)
    const norms = normsByLayer({ w: layerOf(3 * unit), b: layerOf(4 * unit) })
    expect((norms.total ?? NaN) / (5 * unit)).toBeCloseTo(1, unit < 1e-300 ? 2 : 14)
  })

  it('add up though none of them fits float64', () => {
    const [large, small] = [squaresOf([1e200]), squaresOf([1e-200])]
    expect(ratioOf(sumOfWide([large, large, small]), large)).toBe(2)
    expect(plain(large)).toBe(Infinity)
    expect(plain(small)).toBe(0)
    expect(plain(sumOfWide([]))).toBe(0)
    expect(squaresOf([0, 0])).toEqual({ value: 0, exponent: 0 })
  })

  it('keep NaN and infinities', () => {
    expect(lengthOf([NaN, 1e200])).toBeNaN()
    expect(lengthOf([-Infinity, 1])).toBe(Infinity)
    expect(normsByLayer({ w: layerOf(NaN), b: layerOf(1) })).toEqual({ total: NaN, w: NaN, b: 1 })
  })

  it('are the plain sum, to the bit, at ordinary size', () => {
    const values = gaussian(1, 1000, 3).flat()
    expect(squaresOf(values)).toEqual({ value: values.reduce((sum, value) => sum + value * value, 0), exponent: 0 })
  })

  it('have inner products and distances beside them', () => {
    const [a, b] = [gaussian(1, 20, 4).flat(), gaussian(1, 20, 5).flat()]
    const inner = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)
    const pairs = [
      [1e200, 1e-200],
      [1e200, 1e-180],
      [1e-170, 1e-120],
    ] as const
    for (const [s, t] of pairs) {
      const found = innerOf(
        a.map((value) => s * value),
        b.map((value) => t * value),
      )
      expect(plain(found) / (inner * s * t)).toBeCloseTo(1, 12)
    }
    expect(ratioOf(squaredDistanceOf([5e200, 1], [2e200, 1]), squaresOf([3e200]))).toBeCloseTo(1, 14)
  })

  it('make cosines of vectors that have no common size', () => {
    const cosines = cosinesByLayer(
      { w: layerOf(3e200, 4e200), b: layerOf(0) },
      { w: layerOf(3e-250, -4e-250), b: layerOf(1) },
      ['one', 'other'],
    )
    expect(cosines.w).toBeCloseTo(-7 / 25, 14)
    expect(cosines.b).toEqual(absent('All entries of the one are zero'))
  })
})

describe('powers of two', () => {
  it('multiply beyond the range of the factor alone', () => {
    expect(timesPowerOfTwo(2 ** -1000, 2000)).toBe(2 ** 1000)
    expect(timesPowerOfTwo(2 ** 1000, -2074)).toBe(2 ** -1074)
    expect(timesPowerOfTwo(1, 5000)).toBe(Infinity)
    expect(timesPowerOfTwo(0, 5000)).toBe(0)
    expect(timesPowerOfTwo(NaN, 5000)).toBeNaN()
  })

  it('bring numbers to size, and leave those alone that are', () => {
    const ordinary = Float64Array.of(1e-20, -1e20)
    expect(ordinaryNumbers(ordinary)).toEqual({ data: ordinary, exponent: 0 })
    expect(ordinaryNumbers(ordinary).data).toBe(ordinary)
    const { data, exponent } = ordinaryNumbers(Float64Array.of(2 ** 700, -(2 ** 650)))
    expect([exponent, ...data]).toEqual([700, 1, -(2 ** -50)])
    expect(ordinarySize(fine([[0, 2 ** -500]])).matrix.data).toEqual(Float64Array.of(0, 1))
    expect(ordinaryNumbers(Float64Array.of(Infinity, 1)).exponent).toBe(0)
  })
})

describe.each([
  ['the backend', lab.linalg],
  ['JavaScript', javascriptLinearAlgebra()],
])('decompositions by %s', (_name, linalg) => {
  it.each([2 ** -600, 2 ** -300, 2 ** 300, 2 ** 600])('obey scaling by %d', (s) => {
    const x = fine(gaussian(5, 4, 8))
    const gram = linalg.product(x, x, { a: true })
    const times = (matrix: typeof x) => ({ ...matrix, data: matrix.data.map((value) => value * s) })
    const near = (actual: ArrayLike<number>, expected: ArrayLike<number>, factor: number) =>
      Array.from(actual).forEach((value, i) => expect(value / factor).toBeCloseTo(expected[i] ?? NaN, 10))
    near(linalg.singularValues(times(x)), linalg.singularValues(x), s)
    near(linalg.svd(times(x)).s, linalg.svd(x).s, s)
    near(linalg.eigenvaluesSymmetric(times(gram)), linalg.eigenvaluesSymmetric(gram), s)
    near(linalg.eigenSymmetric(times(gram)).values, linalg.eigenSymmetric(gram).values, s)
    const right = fine(gaussian(4, 2, 9))
    near(linalg.solve(times(gram), right).data, linalg.solve(gram, right).data, 1 / s)
    near(linalg.solve(times(gram), times(right)).data, linalg.solve(gram, right).data, 1)
  })
})

describe('at the ends of float64', () => {
  it('a diagonal has its singular values', () => {
    const weights = { w: { shape: [2, 2], values: Float64Array.of(3e200, 0, 0, 4e200) } }
    const [first = NaN, second = NaN] =
      (lab.measure(singularValues, { weights }) as Record<string, Float64Array>).w ?? []
    expect(first / 4e200).toBeCloseTo(1, 14)
    expect(second / 3e200).toBeCloseTo(1, 14)
  })

  it('a short feature has its dimension', () => {
    const weights = { w: { shape: [2, 2], values: Float64Array.of(1, 0, 0, 1e-200) } }
    expect(lab.measure(superposition, { weights })).toEqual({ w: Float64Array.of(1, 1) })
  })

  it.each([1e80, 1e-90, 1e200, 1e-250])('CKA does not see a scale of %d', (s) => {
    const x = gaussian(30, 6, 1)
    const y = gaussian(30, 5, 2)
    const of = (rows: number[][], factor = 1) => ({ h: fine(rows.map((row) => row.map((value) => factor * value))) })
    const plainly = lab.numbers(linearCka, { hidden: of(x), referenceHidden: of(y) })
    const scaled = lab.numbers(linearCka, { hidden: of(x, s), referenceHidden: of(y, s) })
    expect(scaled.h).toBeCloseTo(plainly.h ?? NaN, 12)
  })

  it('a committee of endless fields has the error of one of signs', () => {
    const teacherOf = (s: number) => ({
      student: fine(gaussian(3, 20, 1).map((row) => row.map((value) => s * value))),
      teacher: fine(gaussian(2, 20, 2).map((row) => row.map((value) => s * value))),
    })
    const at = (s: number) => lab.measure(committeeGeneralizationError, { teacher: teacherOf(s) })
    for (const s of [1e80, 1e150, 1e200]) expect(at(s)).toBeCloseTo(at(1e12) as number, 12)
    for (const s of [1e-150, 1e-200]) expect(at(s)).toBeCloseTo(0, 12)
  })

  it('a channel far above its noise carries the logarithm of the ratio', () => {
    const at = (s: number) =>
      lab.numbers(noisyLayerInformation, { weights: { w: { shape: [1, 1], values: Float64Array.of(s) } } }).w
    expect(at(1e200)).toBeCloseTo(200 * Math.LN10 + Math.LN10, 10)
    expect(at(1e-200)).toBe(0)
  })
})
