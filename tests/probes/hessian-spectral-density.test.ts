import { beforeAll, describe, expect, it } from 'vitest'
import { hessianSpectralDensity } from '#probes/hessian-spectral-density.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { cases, chainOf, diagonal, frozen, quadratic } from './curvature.ts'
import { openLab, type Lab } from './lab.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
const grid = hessianSpectralDensity.output.grid ?? []
const density = (objective: ReturnType<typeof quadratic>, options = {}) =>
  lab.measure(hessianSpectralDensity, { objective }, options) as Float64Array
/** The shares that are not 0, by the centers of their bins. */
const filled = (shares: Float64Array) =>
  [...shares].flatMap((share, i) => (share > 1e-12 ? [[Number(grid[i]?.toFixed(2)), share] as const] : []))

describe('the spectral density of the Hessian', () => {
  it('has 101 bins from −1 to 1', () => {
    expect(grid.length).toBe(101)
    expect([grid[0], grid[50], grid[100]]).toEqual([-1, 0, 1])
    expect(grid[75]).toBeCloseTo(0.5, 12)
  })

  it('counts the eigenvalues of a diagonal Hessian exactly, from one draw', () => {
    const shares = filled(density(quadratic(diagonal([4, 4, 2, -4, 0, 0, 0, 0])), { draws: 1 }))
    expect(shares.map(([at]) => at)).toEqual([-1, 0, 0.5, 1])
    ;[1 / 8, 4 / 8, 1 / 8, 2 / 8].forEach((share, i) => expect(shares[i]?.[1]).toBeCloseTo(share, 9))
  })

  it.each(cases)('holds the share of the eigenvalues that PyTorch finds in each bin: %s', (_, one) => {
    const draws = 300
    const iterations = one.parameters.length
    const objective = frozen(objectiveOf(chainOf(one), lab.linalg))
    const shares = density(objective, { draws, iterations })
    const largest = Math.max(...one.eigenvalues.map(Math.abs))
    const expected = new Float64Array(101)
    for (const value of one.eigenvalues) {
      const bin = grid.findIndex((center) => Math.abs(value / largest - center) <= 0.01 + 1e-9)
      expected[bin] = (expected[bin] ?? 0) + 1 / iterations
    }
    shares.forEach((share, bin) => {
      // What a draw puts on k of d eigenvalues has variance 2k/d² at most, from signs.
      const error = Math.sqrt(((2 * (expected[bin] ?? 0)) / iterations) * (1 / draws))
      expect(Math.abs(share - (expected[bin] ?? 0)), `bin ${bin}`).toBeLessThan(4.5 * error + 1e-9)
    })
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })

  it('has no spurious copies of an outlier after many steps', () => {
    const spectrum = [100, ...Array.from({ length: 149 }, (_, i) => Math.sin(i))]
    const shares = density(quadratic(diagonal(spectrum)), { draws: 1, iterations: 100 })
    expect(shares[100]).toBeCloseTo(1 / 150, 9)
    expect(shares[50]! + shares[49]! + shares[51]!).toBeCloseTo(149 / 150, 9)
  })

  it('does not depend on the scale of the loss, and mirrors with its sign', () => {
    const rows = [
      [1, 2, 0],
      [2, -3, 1],
      [0, 1, 5],
    ]
    const [plain, tenfold, negative] = [1, 10, -1].map((factor) =>
      density(quadratic(rows.map((row) => row.map((value) => factor * value)))),
    )
    tenfold?.forEach((share, i) => expect(share).toBeCloseTo(plain?.[i] ?? NaN, 9))
    negative?.toReversed().forEach((share, i) => expect(share).toBeCloseTo(plain?.[i] ?? NaN, 9))
  })

  it('is absent where the loss is flat or a product is not finite', () => {
    const flat = lab.measure(hessianSpectralDensity, { objective: quadratic(diagonal([0, 0])) })
    expect(flat).toEqual({ absent: 'The loss is flat: every curvature is zero' })
    const broken = { ...quadratic(diagonal([1, 2])), hessianProduct: (v: Float64Array) => v.map(() => NaN) }
    expect(lab.measure(hessianSpectralDensity, { objective: broken })).toEqual({
      absent: expect.stringMatching(/not finite/),
    })
  })

  it('is the same every time', () => {
    const objective = quadratic([
      [1, 2],
      [2, -3],
    ])
    expect(density(objective)).toEqual(density(objective))
  })
})
