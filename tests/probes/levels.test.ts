import { describe, expect, it } from 'vitest'
import type { Probe } from '#probes/define.ts'
import { levelSpacingRatio } from '#probes/level-spacing-ratio.ts'
import { gapRatios, GOE_GAP_RATIO, POISSON_GAP_RATIO } from '#probes/maths/statistics/level-spacing.ts'
import { massBeyond } from '#probes/maths/statistics/marchenko-pastur.ts'
import { spectralDensity } from '#probes/spectral-density.ts'
import type { Estimate } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { expected, inputs } from './fluctuations-reference.ts'
import { layer, layerOf, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times, uniforms } from './random.ts'

/** How the levels of a layer lie: their neighbors, and their density. */
const lab = await openLab()
const layersIn = (precision: typeof Float32Array | typeof Float64Array) =>
  Object.fromEntries(
    Object.entries(inputs.matrices).map(([name, rows]) => [
      name,
      { shape: [rows.length, rows[0]?.length ?? 0], values: precision.from(rows.flat()) },
    ]),
  )
const ask = (probe: Probe, rows: Rows) =>
  lab.measure(probe, {
    weights: { w: { shape: [rows.length, rows[0]!.length], values: Float64Array.from(rows.flat()) } },
  }) as Record<string, Estimate>
const shares = (rows: Rows) => ask(spectralDensity, rows) as unknown as Record<string, Float64Array>
const diagonal = (entries: readonly number[]) => entries.map((value, i) => entries.map((_, j) => (i === j ? value : 0)))
const scaled = (rows: Rows, factor: number) => rows.map((row) => row.map((value) => factor * value))

describe.each([
  ['float32', Float32Array, 1e-2],
  ['float64', Float64Array, FLOAT64],
] as const)('against NumPy and SciPy, in %s', (_name, precision, tolerance) => {
  const weights = layersIn(precision)

  it('gap ratios', () => {
    const found = lab.measure(levelSpacingRatio, { weights })
    const wanted = Object.entries(expected.levels).map(([name, { mean, error }]) => [
      name,
      { estimate: mean, standardError: error },
    ])
    // Gaps are small differences: float32 keeps fewer of their digits.
    expectClose(found, Object.fromEntries(wanted), tolerance)
  })

  it('histograms, and the law over the same bins', () => {
    const found = lab.measure(spectralDensity, { weights }) as Record<string, Float64Array>
    for (const [name, { shares: wanted, law }] of Object.entries(expected.histogram)) {
      expectClose(found[name], wanted, FLOAT32)
      found[`${name}.law`]!.forEach((mass, bin) => expect(Math.abs(mass - law[bin]!)).toBeLessThan(1e-9))
    }
  })
})

describe('the gap ratio', () => {
  it('of equal gaps is 1, by hand otherwise, and two gaps of zero have none', () => {
    expect([...gapRatios([4, 3, 2, 1])]).toEqual([1, 1])
    expect([...gapRatios([10, 6, 5, 5, 5, 3])]).toEqual([0.25, 0, 0])
    expect([...gapRatios([2, 1])]).toEqual([])
  })

  it('of Gaussian matrices is that of random matrix theory, tall or square', () => {
    for (const [n, m] of [
      [150, 150],
      [400, 150],
    ] as const) {
      // prettier-ignore
      const found = Array.from({ length: 12 }, (_, seed) => ask(levelSpacingRatio, gaussian(n, m, 50 + seed)).w!.estimate)
      const mean = found.reduce((sum, value) => sum + value / 12, 0)
      // 12 × 148 ratios of standard deviation 0.27: an error of 0.0064.
      expect(Math.abs(mean - GOE_GAP_RATIO)).toBeLessThan(4 * 0.0064)
      expect(mean - POISSON_GAP_RATIO).toBeGreaterThan(0.1)
    }
  })

  it('of independent levels is 2 ln 2 − 1', () => {
    const uniform = uniforms(8)
    const found = Array.from(
      { length: 12 },
      () => ask(levelSpacingRatio, diagonal(Array.from({ length: 150 }, () => Math.sqrt(uniform())))).w!.estimate,
    )
    const mean = found.reduce((sum, value) => sum + value / 12, 0)
    expect(Math.abs(mean - POISSON_GAP_RATIO)).toBeLessThan(4 * 0.0068)
  })

  it('states its error: that of 100 levels is 0.027', () => {
    const { standardError } = ask(levelSpacingRatio, gaussian(200, 100, 3)).w!
    expect(standardError).toBeCloseTo(0.027, 2)
  })

  it('does not change under rotation, transposition or scale, from 1e-150 to 1e150', () => {
    const rows = gaussian(24, 15, 3)
    const plain = ask(levelSpacingRatio, rows)
    expectClose(ask(levelSpacingRatio, times(times(orthogonal(24, 1), rows), orthogonal(15, 2))), plain, 1e-9)
    expectClose(
      ask(
        levelSpacingRatio,
        rows[0]!.map((_, j) => rows.map((row) => row[j]!)),
      ),
      plain,
      1e-9,
    )
    for (const factor of [1e-150, -7, 1e150]) expectClose(ask(levelSpacingRatio, scaled(rows, factor)), plain, 1e-9)
  })

  it('leaves levels of zero out, and is absent where too few are left or all are equal', () => {
    const lost = times(gaussian(40, 20, 1), gaussian(20, 30, 2))
    expect(ask(levelSpacingRatio, lost).w!.standardError).toBeGreaterThan(0)
    expect(ask(levelSpacingRatio, times(gaussian(40, 9, 1), gaussian(9, 30, 2))).w).toEqual({
      absent: "Needs 10 eigenvalues, and 'w' has 9",
    })
    expect(ask(levelSpacingRatio, diagonal(new Array<number>(12).fill(2))).w).toEqual({
      absent: "The eigenvalues of 'w' are all equal",
    })
    expect(ask(levelSpacingRatio, scaled(diagonal(new Array<number>(12).fill(2)), 0)).w).toEqual({
      absent: "Needs 10 eigenvalues, and 'w' has 0",
    })
  })
})

describe('the spectral density', () => {
  it('of a large Gaussian matrix follows its law, bin by bin, whatever its scale', () => {
    const rows = gaussian(600, 300, 17)
    const { w, 'w.law': law } = shares(scaled(rows, 0.3))
    w!.forEach((share, bin) => expect(Math.abs(share - law![bin]!)).toBeLessThan(0.025))
    for (const factor of [1e-150, 1e150]) expectClose(shares(scaled(rows, factor)).w, w, FLOAT64)
  })

  it('sums to 1, as the law does', () => {
    for (const [n, m] of [
      [20, 20],
      [50, 20],
      [20, 70],
    ] as const) {
      // prettier-ignore
      for (const part of Object.values(shares(gaussian(n, m, 5)))) {
        expect(part.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
      }
    }
  })

  it('shows what lies far beyond the law in its last bin', () => {
    const rows = gaussian(60, 30, 5).map((row, i) => row.map((value, j) => value + (i === j && i < 2 ? 100 : 0)))
    const { w, 'w.law': law } = shares(rows)
    expect(spectralDensity.output.grid![39]! - 1 / 16).toBe(4.875)
    expectClose(w![39], 2 / 30, FLOAT64)
    expect(law![39]).toBe(0)
  })

  it('is absent for few eigenvalues and for half of them zero', () => {
    expect(shares(gaussian(60, 9, 1)).w).toEqual({ absent: "Needs 10 eigenvalues, and 'w' has 9" })
    expect(shares(times(gaussian(30, 8, 1), gaussian(8, 20, 2))).w).toEqual({
      absent: "Half of the eigenvalues of 'w' are zero",
    })
    expect(shares(scaled(gaussian(20, 20, 1), 0)).w).toEqual({ absent: "Half of the eigenvalues of 'w' are zero" })
  })
})

describe('of both', () => {
  it('a layer that diverged is absent, and others are not; vectors have no spectrum', () => {
    const weights = { w1: layerOf([[Number.NaN, 1]]), w2: layerOf(gaussian(30, 25, 1)), b: layer([1, 2], [2]) }
    for (const probe of [levelSpacingRatio, spectralDensity]) {
      const found = lab.measure(probe, { weights }) as Record<string, unknown>
      expect(found.w1).toEqual({ absent: "Layer 'w1' holds NaN or an infinity" })
      expect(found.w2).not.toHaveProperty('absent')
      expect(found).not.toHaveProperty('b')
      expect(lab.measure(probe, { weights: { b: weights.b } })).toEqual({ absent: 'No layer is two-dimensional' })
    }
  })
})

describe('the mass of the law beyond a value', () => {
  it.each([0.1, 0.5, 1])('is 1 below the lower edge, 0 above the upper one, and falls between, q = %s', (q) => {
    const [low, high] = [(1 - Math.sqrt(q)) ** 2, (1 + Math.sqrt(q)) ** 2]
    expect(massBeyond(low - 0.01, q)).toBeCloseTo(1, 12)
    expect(massBeyond(high + 0.01, q)).toBe(0)
    const masses = Array.from({ length: 20 }, (_, i) => massBeyond(low + ((high - low) * i) / 19, q))
    masses.slice(1).forEach((mass, i) => expect(mass).toBeLessThan(masses[i]!))
  })
})
