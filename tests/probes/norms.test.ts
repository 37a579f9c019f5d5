import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normsByLayer, sumOfSquares } from '#probes/maths/algebra/norms.ts'
import { plain, squaredDistanceOf } from '#probes/maths/algebra/wide.ts'
import { layerOf } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

const vector = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 })

describe('sums of squares', () => {
  it('3, 4 and 12 make 169', () => expect(sumOfSquares([3, 4, 12])).toBe(169))

  it('keeps every digit over as many numbers as a layer has', () => {
    const tenth = Math.fround(0.1)
    const many = new Float32Array(97_000).fill(tenth)
    expect(Math.abs(sumOfSquares(many) / (97_000 * tenth ** 2) - 1)).toBeLessThan(1e-11)
  })

  it('does not overflow where float32 would', () =>
    expect(sumOfSquares(new Float32Array([3e30, 4e30])) / 25e60).toBeCloseTo(1, 6))

  it('lets NaN and infinity through', () => {
    expect(sumOfSquares([1, Number.NaN])).toBeNaN()
    expect(sumOfSquares([1, -Infinity])).toBe(Infinity)
  })

  it('is the squared distance from zero, and a distance is symmetric', () =>
    fc.assert(
      fc.property(vector, (values) => {
        const zero = values.map(() => 0)
        const shifted = values.map((value, i) => value + i)
        expect(plain(squaredDistanceOf(values, zero))).toBe(sumOfSquares(values))
        expect(plain(squaredDistanceOf(values, shifted))).toBe(plain(squaredDistanceOf(shifted, values)))
        expect(plain(squaredDistanceOf(values, values))).toBe(0)
      }),
    ))
})

describe('norms by layer', () => {
  it('puts the whole first, as the root of the sum of the squares', () => {
    const layers = { w1: layerOf([[3], [4]]), w2: layerOf([[12]]) }
    expect(Object.entries(normsByLayer(layers))).toEqual([
      ['total', 13],
      ['w1', 5],
      ['w2', 12],
    ])
  })

  it('does not depend on a rotation, nor on the order of the units', () => {
    const rows = gaussian(8, 8, 1)
    const rotated = times(orthogonal(8, 2), rows)
    const shuffled = [...rows.slice(3), ...rows.slice(0, 3)]
    const [norm = 0, turned = 0, mixed = 0] = [rows, rotated, shuffled].map((m) => normsByLayer({ w: layerOf(m) }).w)
    expect(turned / norm).toBeCloseTo(1, 6)
    expect(mixed).toBeCloseTo(norm, 12)
  })
})
