import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { smoothUpTo, wavesOf } from '#probes/maths/algebra/mixed-radix.ts'

describe('a sum of waves', () => {
  it.each([1, 2, 7, 12, 40, 45, 97])('of %d points is that written out', (n) => {
    const stream = openStream(n, 'waves')
    const [reals, imaginaries] = [0, 1].map(() => Float64Array.from({ length: n }, () => stream.normal())) as [
      Float64Array,
      Float64Array,
    ]
    const summed = wavesOf(n)(reals, imaginaries)
    expect(summed).toHaveLength(n)
    for (let t = 0; t < n; t++) {
      const written = reals.reduce((sum, real, k) => {
        const phase = (2 * Math.PI * k * t) / n
        return sum + real * Math.cos(phase) - imaginaries[k]! * Math.sin(phase)
      }, 0)
      expect(summed[t]!).toBeCloseTo(written, 9)
    }
  })

  it('is of as many points as have small factors', () => {
    expect([1, 2, 7, 400, 997, 1000].map(smoothUpTo)).toEqual([1, 2, 6, 400, 972, 1000])
  })
})
