import { describe, expect, it } from 'vitest'
import { cca } from '#probes/cca.ts'
import { expectClose } from './close.ts'
import { openLab } from './lab.ts'
import { gaussian, times } from './random.ts'
import {
  compare,
  expected,
  followsSimilarityLaws,
  needsNumbers,
  pairOf,
  PRECISIONS,
  related,
  scaledBy,
  shifted,
  turned,
} from './representation.ts'

const lab = await openLab()
const VARIANTS = ['mean-correlation', 'mean-squared', 'svcca', 'pwcca']

describe.each(VARIANTS)('canonical correlation, %s', (variant) => {
  // PWCCA sums sizes over neurons, which a rotation mixes.
  if (variant !== 'pwcca') followsSimilarityLaws(lab, cca, { variant }, 1)

  it.each(PRECISIONS)('meets the eigenproblem of NumPy in %s', (_, make, tolerance) => {
    for (const name of ['h1', 'h2'] as const) {
      expectClose(compare(lab, cca, ...pairOf(name), { variant }, make), expected('cca', name)[variant], tolerance)
    }
  })
})

describe('canonical correlation', () => {
  needsNumbers(lab, cca)
  const [x, y] = related()

  it.each(['mean-correlation', 'mean-squared'])('does not change under any invertible map, %s', (variant) => {
    const plain = compare(lab, cca, x, y, { variant })
    expectClose(compare(lab, cca, times(x, gaussian(5, 5, 8)), times(y, gaussian(4, 4, 9)), { variant }), plain, 1e-6)
  })

  it('PWCCA is 1 of equals, and sees no scale, shift or order of neurons, and nothing of the reference but its span', () => {
    const plain = compare(lab, cca, x, y, { variant: 'pwcca' })
    const moved = shifted(scaledBy(x, -3)).map((row) => row.toReversed())
    expectClose(compare(lab, cca, moved, times(y, gaussian(4, 4, 9)), { variant: 'pwcca' }), plain, 1e-9)
    expect(compare(lab, cca, turned(x), x, { variant: 'pwcca' })).toBeCloseTo(1, 9)
  })

  it('PWCCA weighs by the present activations: stretching the matched direction brings it to that correlation', () => {
    const z = x.map((row, i) => [1e4 * (y[i]?.[0] ?? 0), row[1] ?? 0, row[2] ?? 0])
    expect(compare(lab, cca, z, y, { variant: 'pwcca' })).toBeGreaterThan(0.999)
    expect(compare(lab, cca, y, z, { variant: 'pwcca' })).toBeLessThan(0.97)
  })

  it('SVCCA drops the directions that hold the last hundredth of the variance', () => {
    const small = gaussian(40, 2, 11).map((row) => row.map((value) => 0.02 * value))
    const padded = x.map((row, i) => [...row, ...(small[i] ?? [])])
    expectClose(compare(lab, cca, padded, y, { variant: 'svcca' }), compare(lab, cca, x, y, { variant: 'svcca' }), 0.02)
    expect(compare(lab, cca, padded, y)).toBeGreaterThan(compare(lab, cca, x, y))
  })

  it('by hand: of lines in the plane, the cosine of their angle', () => {
    const a = [1, -1, 0, 0, 0].map((value) => [value])
    const b = [2, 1, -3, 0, 0].map((value) => [value])
    const rho = 1 / Math.sqrt(2 * 14)
    expect(compare(lab, cca, a, b)).toBeCloseTo(rho, 12)
    expect(compare(lab, cca, a, b, { variant: 'mean-squared' })).toBeCloseTo(rho ** 2, 12)
  })

  it('has the mean square max(p, q)/(n − 1) for unrelated features', () => {
    const values = Array.from({ length: 20 }, (_, i) =>
      compare(lab, cca, gaussian(60, 6, i), gaussian(60, 9, 100 + i), { variant: 'mean-squared' }),
    )
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.abs(mean - 9 / 59)).toBeLessThan(0.012)
  })

  it('is absent where every correlation would be 1, and counts directions, not neurons', () => {
    expect(compare(lab, cca, gaussian(6, 6, 1), gaussian(6, 2, 2))).toEqual({
      absent: "'h' spans 5 directions of 6 examples: every correlation would be 1",
    })
    expect(compare(lab, cca, gaussian(7, 2, 1), gaussian(7, 6, 2))).toHaveProperty('absent')
    expect(compare(lab, cca, gaussian(8, 6, 1), gaussian(8, 2, 2))).toBeGreaterThan(0)
    const wide = times(x, gaussian(5, 60, 4))
    expectClose(compare(lab, cca, wide, y), compare(lab, cca, x, y), 1e-6)
  })

  it('counts a direction that only float64 can tell', () => {
    const faint = x.map((row) => row.map((value, j) => (j === 0 ? 1e-7 * value : value)))
    expectClose(compare(lab, cca, faint, y), compare(lab, cca, x, y), 1e-6)
  })

  it('takes what float32 rounds of a repeated direction for no direction of its own', () => {
    const rounded = x.map((row) => row.map(Math.fround))
    const mixed = times(rounded, gaussian(5, 8, 4)).map((row) => row.map(Math.fround))
    const [, make] = PRECISIONS[1]
    expectClose(compare(lab, cca, mixed, y, {}, make), compare(lab, cca, rounded, y, {}, make), 1e-4)
  })
})
