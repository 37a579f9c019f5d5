import { describe, expect, it } from 'vitest'
import { rbfCka } from '#probes/rbf-cka.ts'
import { ESTIMATORS } from '#probes/maths/algebra/cka.ts'
import { expectClose } from './close.ts'
import { openLab } from './lab.ts'
import { gaussian } from './random.ts'
import { compare, expected, followsSimilarityLaws, needsNumbers, pairOf, PRECISIONS } from './representation.ts'

const lab = await openLab()

describe.each(ESTIMATORS)('kernel CKA, %s', (estimator) => {
  followsSimilarityLaws(lab, rbfCka, { estimator }, 1)

  describe.each([0.8, 0.3])('at scale %f', (scale) => {
    it.each(PRECISIONS)('meets NumPy in %s', (_, make, tolerance) => {
      for (const name of ['h1', 'h2'] as const) {
        const value = compare(lab, rbfCka, ...pairOf(name), { estimator, scale }, make)
        expectClose(value, expected('rbf-cka', `${estimator} ${scale}`)[name], tolerance)
      }
    })
  })
})

describe('kernel CKA', () => {
  needsNumbers(lab, rbfCka)

  it('by hand: of points at distances 0 and 1, the kernel is 1 and exp(−1/2c²)', () => {
    // Two clusters against the same split otherwise: ⟨HKH, HLH⟩ of two ±1 vectors, of overlap 0.
    const [x, y] = [[0, 0, 1, 1].map((v) => [v]), [0, 1, 0, 1].map((v) => [v])]
    expect(compare(lab, rbfCka, x, y, { estimator: 'biased' })).toBeCloseTo(0, 12)
    // Unbiased, off the diagonal, with e = 1 − k: HSIC(K, K) and HSIC(K, L) have the ratio −1/2.
    expect(compare(lab, rbfCka, x, y, { estimator: 'debiased' })).toBeCloseTo(-0.5, 12)
  })

  it('is near 0 for unrelated features, debiased', () => {
    const values = Array.from({ length: 10 }, (_, i) =>
      compare(lab, rbfCka, gaussian(80, 20, 2 * i), gaussian(80, 20, 2 * i + 1)),
    )
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length)).toBeLessThan(0.02)
    expect(compare(lab, rbfCka, gaussian(80, 20, 1), gaussian(80, 20, 2), { estimator: 'biased' })).toBeGreaterThan(0.1)
  })

  it('needs 4 examples and a median distance', () => {
    const x = gaussian(4, 2, 1)
    expect(compare(lab, rbfCka, x.slice(1), x.slice(1))).toEqual({
      absent: 'Needs 4 examples, and the probe batch has 3',
    })
    expect(compare(lab, rbfCka, x, x)).toBeCloseTo(1, 9)
    const alike = [[0], [0], [0], [0], [1]]
    expect(compare(lab, rbfCka, alike, alike)).toEqual({ absent: "At least half of the examples coincide in 'h'" })
  })
})
