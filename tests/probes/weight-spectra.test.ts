import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionNumber } from '#probes/condition-number.ts'
import type { Probe } from '#probes/define.ts'
import { marchenkoPastur } from '#probes/marchenko-pastur.ts'
import { fitHeavyTail } from '#probes/maths/statistics/heavy-tail.ts'
import { bulkVariance, edgeWidth, medianOfLaw, upperEdge } from '#probes/maths/statistics/marchenko-pastur.ts'
import { powerLawExponent } from '#probes/power-law-exponent.ts'
import { spectralNorm } from '#probes/spectral-norm.ts'
import { stableRank } from '#probes/stable-rank.ts'
import { weightRms } from '#probes/weight-rms.ts'
import { isAbsent, type OptionValues } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { layer, layerOf, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times, uniforms } from './random.ts'
import { layersIn, PRECISIONS, reference } from './weights-reference.ts'

const lab = await openLab()
const { expected, inputs } = reference

/** In float64, as a file may give it. */
const fineLayer = (rows: Rows) => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  values: Float64Array.from(rows.flat()),
})
const ask = (probe: Probe, rows: Rows, options?: OptionValues) =>
  lab.measure(probe, { weights: { w: fineLayer(rows) } }, options) as Record<string, number>
const scaled = (rows: Rows, factor: number) => rows.map((row) => row.map((value) => factor * value))
const transposed = (rows: Rows) => (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] ?? 0))
const diagonal = (...sigma: number[]) => sigma.map((value, i) => sigma.map((_, j) => (i === j ? value : 0)))

describe.each(PRECISIONS)('against NumPy, SciPy and powerlaw, in %s', (_name, precision, tolerance) => {
  const weights = layersIn(precision, inputs.spectral)

  it('sizes and ranks', () => {
    expectClose(lab.measure(spectralNorm, { weights }), expected.spectralNorm, tolerance)
    expectClose(lab.measure(conditionNumber, { weights }), expected.conditionNumber, tolerance)
    expectClose(lab.measure(stableRank, { weights }), expected.stableRank, tolerance)
    const chain = layersIn(precision, inputs.chain)
    expectClose(lab.measure(weightRms, { weights: chain }), expected.weightRms, tolerance)
  })

  it('outliers of the law of Marchenko and Pastur', () => {
    const flat = Object.entries(expected.marchenkoPastur).flatMap(([name, parts]) =>
      Object.entries(parts).map(([part, value]) => [`${name}.${part}`, value]),
    )
    expectClose(lab.measure(marchenkoPastur, { weights }), Object.fromEntries(flat), tolerance)
  })

  it('power laws', () => {
    const flat = Object.entries(expected.powerLaw).flatMap(([name, { alpha, ks, tail }]) => [
      [name, alpha],
      [`${name}.ks`, ks],
      [`${name}.tail`, tail],
    ])
    expectClose(lab.measure(powerLawExponent, { weights }, { least: 20 }), Object.fromEntries(flat), tolerance)
  })
})

describe('of a diagonal matrix', () => {
  const rows = diagonal(6, -3, 2)

  it('are its entries', () => {
    expectClose(ask(spectralNorm, rows), { w: 6 }, FLOAT64)
    expectClose(ask(conditionNumber, rows), { w: 3 }, FLOAT64)
    expectClose(ask(stableRank, rows), { w: 49 / 36 }, FLOAT64)
    expectClose(ask(weightRms, rows), { w: 7 / 3, total: 7 / 3 }, FLOAT64)
  })
})

describe('do not change under', () => {
  const rows = gaussian(24, 13, 3)
  it.each([
    ['rotation', times(times(orthogonal(24, 1), rows), orthogonal(13, 2)), 1],
    ['transposition', transposed(rows), 1],
    ['scale', scaled(rows, -7), 7],
  ])('%s, or change as they should', (_name, changed, factor) => {
    expectClose(ask(spectralNorm, changed), { w: factor * (ask(spectralNorm, rows).w ?? 0) }, FLOAT64)
    expectClose(ask(weightRms, changed).w, factor * (ask(weightRms, rows).w ?? 0), FLOAT64)
    for (const probe of [conditionNumber, stableRank]) expectClose(ask(probe, changed), ask(probe, rows), FLOAT64)
    const options = { least: 10 }
    expectClose(ask(powerLawExponent, changed, options), ask(powerLawExponent, rows, options), FLOAT64)
    const plain = ask(marchenkoPastur, rows)
    expectClose(
      ask(marchenkoPastur, changed),
      { ...plain, 'w.variance': factor ** 2 * (plain['w.variance'] ?? 0) },
      FLOAT64,
    )
  })
})

describe('of Gaussian weights', () => {
  const [n, m] = [600, 300]
  const rows = gaussian(n, m, 17)
  const q = m / n

  it('follow theory: stable rank m/(1 + √q)², condition (1 + √q)/(1 − √q), norm √n + √m', () => {
    expect((ask(stableRank, rows).w ?? 0) / (m / (1 + Math.sqrt(q)) ** 2)).toBeCloseTo(1, 1)
    expect(Math.abs((ask(stableRank, rows).w ?? 0) / (m / (1 + Math.sqrt(q)) ** 2) - 1)).toBeLessThan(0.02)
    expect(Math.abs((ask(conditionNumber, rows).w ?? 0) / ((1 + Math.sqrt(q)) / (1 - Math.sqrt(q))) - 1)).toBeLessThan(
      0.06,
    )
    expect(Math.abs((ask(spectralNorm, rows).w ?? 0) / (Math.sqrt(n) + Math.sqrt(m)) - 1)).toBeLessThan(0.01)
  })

  it('have no outlier, a soft rank of 1 and the variance they were drawn with', () => {
    const found = ask(marchenkoPastur, scaled(rows, 0.3))
    expect(found['w.outliers']).toBe(0)
    expect(Math.abs((found['w.soft-rank'] ?? 0) - 1)).toBeLessThan(0.02)
    expect(Math.abs((found['w.variance'] ?? 0) / 0.09 - 1)).toBeLessThan(0.02)
  })

  it('show a spike beyond √√q where Baik, Ben Arous and Péché have it, and none below', () => {
    const spiked = (strength: number) => {
      const [u = [], v = []] = [gaussian(1, n, 5)[0], gaussian(1, m, 6)[0]]
      const [a, b] = [Math.hypot(...u), Math.hypot(...v)]
      const factor = (strength * Math.sqrt(n)) / (a * b)
      return rows.map((row, i) => row.map((value, j) => value + factor * (u[i] ?? 0) * (v[j] ?? 0)))
    }
    const theta = 2
    const found = ask(marchenkoPastur, spiked(theta))
    expect(found['w.outliers']).toBe(1)
    const spike = ((1 + theta ** 2) * (q + theta ** 2)) / theta ** 2
    expect(Math.abs((found['w.soft-rank'] ?? 0) / ((1 + Math.sqrt(q)) ** 2 / spike) - 1)).toBeLessThan(0.05)
    expect(ask(marchenkoPastur, spiked(0.5 * q ** 0.25))['w.outliers']).toBe(0)
  })

  it('pass the edge by chance as often as Tracy and Widom say', () => {
    const tries = 200
    const above = (allowance: number) =>
      Array.from({ length: tries }, (_, seed) => {
        const values = lab.linalg.singularValues({
          rows: 60,
          cols: 30,
          data: Float64Array.from(gaussian(60, 30, seed).flat()),
        })
        return (values[0] ?? 0) ** 2 / 60 > upperEdge(1, 0.5) + allowance * edgeWidth(1, 60, 30) ? 1 : 0
      }).reduce((sum: number, one) => sum + one, 0) / tries
    // The law has 17 % above 0 and 1 % above 2.02; at this size a little less.
    expect(above(0)).toBeGreaterThan(0.08)
    expect(above(0)).toBeLessThan(0.24)
    expect(above(2.02)).toBeLessThan(0.03)
    expect(above(-3.9)).toBeGreaterThan(0.98)
  })
})

describe('the law of Marchenko and Pastur', () => {
  it('has its edge at (1 + √q)², and about it a width of 4^(−4/3) for 64 × 64', () => {
    expectClose(upperEdge(3, 0.25), 6.75, FLOAT64)
    expectClose(edgeWidth(1, 64, 64), 4 ** (-4 / 3), FLOAT64)
    expectClose(edgeWidth(2, 100, 25), ((2 * 15) / 100) * Math.cbrt(0.3), FLOAT64)
  })

  it.each(Object.entries(expected.lawMedian))('has the median that integration gives, q = %s', (q, median) =>
    expectClose(medianOfLaw(Number(q)), median, 1e-9),
  )

  it('gives the variance back from the median, of an even and of an odd number', () => {
    expectClose(bulkVariance([3, 1, 2], 1), 2 / medianOfLaw(1), FLOAT64)
    expectClose(bulkVariance([4, 1, 2, 3], 1), 2.5 / medianOfLaw(1), FLOAT64)
  })
})

describe('the tail', () => {
  it('of an exact power law is found again', () => {
    const uniform = uniforms(3)
    const alpha = 2.7
    const values = Array.from({ length: 4000 }, () => (1 - uniform()) ** (-1 / (alpha - 1)))
    const fit = fitHeavyTail(values)
    // The error of the exponent is (α − 1)/√n.
    expect(Math.abs((fit?.exponent ?? 0) - alpha)).toBeLessThan((4 * (alpha - 1)) / Math.sqrt(fit?.count ?? 1))
    expect(fit?.distance).toBeLessThan(0.03)
    expect(fit?.count).toBeGreaterThan(400)
  })

  it('does not change with the scale of the values, nor with their order', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 1e6 }), { minLength: 5, maxLength: 30 }), (values) => {
        const plain = fitHeavyTail(values)
        const other = fitHeavyTail(values.map((value) => 8 * value).reverse())
        expect(other?.count).toBe(plain?.count)
        expect(other?.exponent).toBe(plain?.exponent) // a power of two moves no digit
        expect(other?.from).toBe(8 * (plain?.from ?? NaN))
      }),
    ))

  it('by hand: of 1, e and e² either all or the last two', () => {
    const fit = fitHeavyTail([1, Math.E, Math.E ** 2])
    // All: α = 1 + 3/3 = 2, and the law 1 − 1/λ is at most 2/3 − (1 − 1/e) … 1 − e⁻² − 2/3 away. The last two: 1 + 2/1.
    expectClose(fit?.exponent, 2, FLOAT64)
    expectClose(fit?.distance, 1 - Math.exp(-1) - 1 / 3, FLOAT64)
    expect(fit?.count).toBe(3)
  })

  it('takes all values that are equal, and has none where all are', () => {
    expect(fitHeavyTail([2, 2, 2])).toBeNull()
    expect(fitHeavyTail([1, 1, 4])).toMatchObject({ from: 1, count: 3 })
  })
})

describe('at the edges', () => {
  const zero = [
    [0, 0],
    [0, 0],
  ]

  it('weights of zero have size 0 and neither rank nor condition', () => {
    expect(ask(spectralNorm, zero)).toEqual({ w: 0 })
    expect(ask(weightRms, zero)).toEqual({ w: 0, total: 0 })
    for (const probe of [stableRank, conditionNumber]) expect(isAbsent(ask(probe, zero).w)).toBe(true)
  })

  it('a layer that lost rank has no condition, in either precision', () => {
    const lost = times(gaussian(9, 3, 1), gaussian(3, 6, 2))
    const why = { absent: "The weights of 'w' do not have full rank" }
    expect(ask(conditionNumber, lost).w).toEqual(why)
    expect(lab.numbers(conditionNumber, { weights: { w: layerOf(lost) } }).w).toEqual(why)
    expectClose(ask(conditionNumber, diagonal(1, 1e-9)).w, 1e9, FLOAT64)
    expect(isAbsent(lab.numbers(conditionNumber, { weights: { w: layerOf(diagonal(1, 1e-9)) } }).w)).toBe(true)
  })

  it('few eigenvalues are not fitted', () => {
    expect(ask(powerLawExponent, gaussian(60, 49, 1)).w).toEqual({ absent: "Needs 50 eigenvalues, and 'w' has 49" })
    expect(ask(powerLawExponent, gaussian(60, 50, 1)).w).toBeTypeOf('number')
    const lost = times(gaussian(60, 20, 1), gaussian(20, 55, 2))
    expect(ask(powerLawExponent, lost).w).toEqual({ absent: "Needs 50 eigenvalues, and 'w' has 20" })
    expect(isAbsent(ask(powerLawExponent, diagonal(...new Array<number>(60).fill(2))).w)).toBe(true)
    expect(ask(marchenkoPastur, gaussian(60, 9, 1))['w.outliers']).toEqual({
      absent: "Needs 10 eigenvalues, and 'w' has 9",
    })
    expect(ask(marchenkoPastur, gaussian(60, 10, 1))['w.outliers']).toBeTypeOf('number')
    expect(ask(marchenkoPastur, times(gaussian(30, 8, 1), gaussian(8, 20, 2)))['w.outliers']).toEqual({
      absent: "Half of the eigenvalues of 'w' are zero",
    })
  })

  it('a layer that diverged is absent, and others are not; vectors have no spectrum', () => {
    const weights = { w1: layerOf([[Number.NaN, 1]]), w2: layerOf(gaussian(60, 55, 1)), b: layer([1, 2], [2]) }
    for (const probe of [spectralNorm, conditionNumber, stableRank, powerLawExponent]) {
      const found = lab.numbers(probe, { weights })
      expect(found.w1).toEqual({ absent: "Layer 'w1' holds NaN or an infinity" })
      expect(found.w2).toBeTypeOf('number')
      expect(found).not.toHaveProperty('b')
      expect(lab.measure(probe, { weights: { b: weights.b } })).toEqual({ absent: 'No layer is two-dimensional' })
    }
    expect(lab.numbers(marchenkoPastur, { weights })['w2.outliers']).toBe(0)
    expect(isAbsent(lab.measure(marchenkoPastur, { weights: { b: weights.b } }))).toBe(true)
    expect(lab.numbers(weightRms, { weights }).w1).toBeNaN()
    expectClose(lab.numbers(weightRms, { weights }).b, Math.sqrt(2.5), FLOAT32)
  })
})
