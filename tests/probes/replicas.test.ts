import { describe, expect, it } from 'vitest'
import { binderCumulant } from '#probes/binder-cumulant.ts'
import type { Probe } from '#probes/define.ts'
import { overlapDistribution } from '#probes/overlap-distribution.ts'
import { overlapMoments } from '#probes/overlap-moments.ts'
import { susceptibility } from '#probes/susceptibility.ts'
import type { Estimate, OptionValues } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { expected, inputs } from './fluctuations-reference.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

/** What independent draws and replicas say together. */
const lab = await openLab()
const ask = (probe: Probe, rows: Rows, options?: OptionValues, as = fine) =>
  lab.measure(probe, { draws: as(rows) }, options)
const estimated = (...asked: Parameters<typeof ask>) => ask(...asked) as Estimate
const moments = (...[rows, options]: [Rows, OptionValues?]) =>
  ask(overlapMoments, rows, options) as Record<string, number>
const scaled = (rows: Rows, factor: number) => rows.map((row) => row.map((value) => factor * value))

describe('the susceptibility', () => {
  it('is the size of the system times NumPy’s variance', () => {
    expectClose(estimated(susceptibility, inputs.draws).estimate, expected.order.variance, FLOAT64)
    expectClose(estimated(susceptibility, inputs.draws, { size: 250 }).estimate, 250 * expected.order.variance, FLOAT64)
    expectClose(estimated(susceptibility, inputs.draws, {}, matrix).estimate, expected.order.variance, FLOAT32)
  })

  it('does not grow with the number of draws: the same four times over give the same', () => {
    const four = [0, 1, 2, 3].flatMap(() => inputs.draws)
    const n = inputs.draws.length
    // But for n/(n − 1), which the unbiased variance has.
    const ratio = estimated(susceptibility, four).estimate / estimated(susceptibility, inputs.draws).estimate
    expectClose(ratio, ((4 * n) / (4 * n - 1)) * ((n - 1) / n), FLOAT64)
  })

  it('of means over N independent units stays, whatever N', () => {
    const meansOf = (size: number) =>
      Array.from({ length: 400 }, (_, i) => [
        gaussian(1, size, 1000 * size + i)[0]!.reduce((sum, m) => sum + m / size, 0),
      ])
    for (const size of [4, 64]) {
      const { estimate, standardError } = estimated(susceptibility, meansOf(size), { size })
      expect(Math.abs(estimate - 1)).toBeLessThan(4 * standardError)
      // √(2/n) of a Gaussian.
      expect(standardError).toBeGreaterThan(0.05)
      expect(standardError).toBeLessThan(0.1)
    }
  })

  it('goes as the square of the scale, from 1e-150 to 1e150, and not with the level', () => {
    const { estimate } = estimated(susceptibility, inputs.draws)
    for (const factor of [1e-150, 1e150]) {
      const there = estimated(susceptibility, scaled(inputs.draws, factor))
      expectClose(there.estimate, factor ** 2 * estimate, FLOAT64)
      expectClose(there.standardError, factor ** 2 * estimated(susceptibility, inputs.draws).standardError, FLOAT64)
    }
    const raised = inputs.draws.map((row) => row.map((value) => value + 1000))
    expectClose(estimated(susceptibility, raised).estimate, estimate, FLOAT64)
  })

  it('needs eight draws; it is 0 where all are equal, and NaN where one is', () => {
    expect(ask(susceptibility, inputs.draws.slice(0, 7))).toEqual({ absent: 'Needs 8 draws, got 7' })
    const equal = Array.from({ length: 8 }, () => [0.7])
    expect(ask(susceptibility, equal)).toEqual({ estimate: 0, standardError: 0 })
    expect(estimated(susceptibility, [...equal, [NaN]]).estimate).toBeNaN()
  })
})

describe('the Binder cumulant', () => {
  it('is that of NumPy, with the error of the jackknife', () => {
    const { binder, binderError } = expected.order
    expectClose(ask(binderCumulant, inputs.draws), { estimate: binder, standardError: binderError }, FLOAT64)
  })

  it('of a perfectly ordered state is two thirds, of a Gaussian one 0', () => {
    const ordered = estimated(
      binderCumulant,
      [1, -1, 1, 1, -1, -1, 1, -1].map((sign) => [0.9 * sign]),
    )
    expect(ordered.estimate).toBeCloseTo(2 / 3, 12)
    expect(ordered.standardError).toBeCloseTo(0, 12)
    const disordered = estimated(binderCumulant, gaussian(4000, 1, 3))
    expect(Math.abs(disordered.estimate)).toBeLessThan(4 * disordered.standardError)
    expect(disordered.standardError).toBeLessThan(0.05)
  })

  it('does not change with the scale, from 1e-150 to 1e150', () => {
    for (const factor of [1e-150, -3, 1e150])
      expectClose(ask(binderCumulant, scaled(inputs.draws, factor)), ask(binderCumulant, inputs.draws), FLOAT64)
  })

  it('needs eight draws that are not all zero, and lets NaN show', () => {
    expect(ask(binderCumulant, inputs.draws.slice(0, 7))).toEqual({ absent: 'Needs 8 draws, got 7' })
    const zeros = Array.from({ length: 8 }, () => [0])
    expect(ask(binderCumulant, zeros)).toEqual({ absent: 'Every draw is zero' })
    expect(estimated(binderCumulant, [...zeros, [NaN]]).estimate).toBeNaN()
  })
})

describe('the overlaps of replicas', () => {
  it.each([
    ['float32', matrix, FLOAT32],
    ['float64', fine, FLOAT64],
  ] as const)('are those of NumPy, in %s', (_name, as, tolerance) => {
    expectClose(ask(overlapDistribution, inputs.replicas, {}, as), expected.overlaps.density, tolerance)
    expectClose(ask(overlapMoments, inputs.replicas, {}, as), expected.overlaps.moments, tolerance)
  })

  it('of copies of one state lie in the last bin, and agree in full', () => {
    const copies = Array.from({ length: 5 }, () => [1, -1, -1, 1, 1])
    const density = ask(overlapDistribution, copies) as Float64Array
    expect([...density].map((value, bin) => (value === 0 ? null : bin)).filter((bin) => bin !== null)).toEqual([40])
    expectClose(density[40], 41 / 2, FLOAT64)
    expectClose(
      ask(overlapMoments, copies),
      { mean: 1, absolute: 1, second: 1, variance: 0, binder: 1, 'edwards-anderson': 40 / 41 },
      1e-12,
    )
  })

  it('of a state and its reverse are ±1: no mean, a magnitude, a Binder ratio of 1', () => {
    const [up, down] = [[1, 1, -1, 1], [-1, -1, 1, -1]] // prettier-ignore
    const found = moments([up, down, up, down, up])
    expectClose(found.mean, (3 + 1 - 6) / 10, FLOAT64)
    expectClose(found.absolute, 1, FLOAT64)
    expectClose(found.binder, 1, FLOAT64)
  })

  it('of unrelated ones are Gaussian of variance 1/N: their Binder ratio is 0', () => {
    const size = 200
    const found = moments(gaussian(150, size, 7))
    expect(Math.abs(found.mean!)).toBeLessThan(0.01)
    expect(found.second! * size).toBeCloseTo(1, 1)
    expect(Math.abs(found.binder!)).toBeLessThan(0.1)
  })

  it('within one state of overlap m² have the Edwards–Anderson parameter as mean and as peak', () => {
    const m = 0.8
    const uniform = gaussian(40, 2000, 9)
    // A normal number is below −0.8416 with probability 0.2, so that spins keep their sign with (1 + m)/2 = 0.9.
    const rows = uniform.map((row) => row.map((value) => (value < -1.2816 ? -1 : 1)))
    const found = moments(rows)
    expect(found.mean).toBeCloseTo(m * m, 1)
    expect(Math.abs(found['edwards-anderson']! - m * m)).toBeLessThan(0.05)
    expect(found.variance).toBeLessThan(0.001)
  })

  it('do not change when all replicas are rotated, or each is scaled', () => {
    const rows = gaussian(12, 6, 4)
    const plain = moments(rows)
    expectClose(moments(times(rows, orthogonal(6, 5))), plain, FLOAT64)
    const others = rows.map((row, i) => row.map((value) => value * (i % 2 === 0 ? 1e150 : 1e-150)))
    expectClose(moments(others), plain, FLOAT64)
  })

  it('are of as many replicas as asked for', () => {
    const rows = gaussian(9, 6, 4)
    expect(moments(rows, { replicas: 4 })).toEqual(moments(rows.slice(0, 4)))
  })

  it('need two replicas that are finite and not zero', () => {
    for (const probe of [overlapDistribution, overlapMoments]) {
      expect(ask(probe, [[1, 2]])).toEqual({ absent: 'Needs 2 replicas, got 1' })
      expect(ask(probe, [[1, 2], [0, 0]])).toEqual({ absent: 'All entries of replica 2 are zero' }) // prettier-ignore
      expect(ask(probe, [[1, NaN], [1, 0]])).toEqual({ absent: 'Replica 1 holds NaN or an infinity' }) // prettier-ignore
    }
    expect(moments([[1, 0], [0, 1]])).toMatchObject({ binder: { absent: 'All overlaps are 0' } }) // prettier-ignore
  })
})
