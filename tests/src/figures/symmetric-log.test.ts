import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { symmetricLogTicks } from '#src/figures/axis.ts'
import { symmetricLog } from '#src/figures/measure.ts'
import { symmetricRange, symmetricThreshold } from '#dashboard/plots/envelope.ts'

const value = fc.double({ min: -1e12, max: 1e12, noNaN: true })

describe('a symmetric logarithmic axis', () => {
  it('has a place for each number, in their order, and finds it back', () => {
    const { forward, backward } = symmetricLog(1e-3)
    fc.assert(
      fc.property(value, value, (a, b) => {
        if (a < b) expect(forward(a)).toBeLessThanOrEqual(forward(b))
        expect(Math.abs(backward(forward(a)) - a)).toBeLessThanOrEqual(1e-12 * Math.abs(a) + 1e-15)
        expect(forward(-a)).toBe(-forward(a))
      }),
    )
    expect(forward(0)).toBe(0)
    // Far from 0 a decade is as wide as the next.
    expect(forward(1e5) - forward(1e4)).toBeCloseTo(1, 6)
  })

  it('turns linear at a thousandth of the largest value, a power of ten', () => {
    expect(symmetricThreshold([{ min: -4_000, max: 250 }, null])).toBe(1)
    expect(symmetricThreshold([{ min: 0, max: 0.5 }])).toBeCloseTo(1e-4, 15)
    expect(symmetricThreshold([])).toBe(1)
  })

  it('holds all values, and some air', () => {
    const [low, high] = symmetricRange([{ min: -10, max: 1_000 }], symmetricLog(1))
    expect(low).toBeLessThan(-10)
    expect(high).toBeGreaterThan(1_000)
    expect(symmetricRange([], symmetricLog(1))).toEqual([-1, 1])
  })

  it('has ticks at 0 and at powers of ten to both sides, no more than there is room for', () => {
    expect(symmetricLogTicks(-120, 2_000, 1, 20)).toEqual([-100, -10, -1, 0, 1, 10, 100, 1_000])
    expect(symmetricLogTicks(-120, 2_000, 1, 5)).toEqual([-100, -1, 0, 1, 100])
    expect(symmetricLogTicks(3, 2_000, 1, 20)).toEqual([10, 100, 1_000])
  })
})
