import { binderCumulant } from '#probes/binder-cumulant.ts'
import { classSubnetworkOverlap } from '#probes/class-subnetwork-overlap.ts'
import { codeLength } from '#probes/code-length.ts'
import { committeeGeneralizationError } from '#probes/committee-generalization-error.ts'
import { deadUnits } from '#probes/dead-units.ts'
import { diffusionSpectralEntropy } from '#probes/diffusion-spectral-entropy.ts'
import { equivarianceError } from '#probes/equivariance-error.ts'
import type { Inputs } from '#probes/inputs.ts'
import { logitExplainedVariance } from '#probes/logit-explained-variance.ts'
import { erf } from '#probes/maths/statistics/erf.ts'
import { powerLawFit } from '#probes/maths/statistics/power-law-fit.ts'
import { overlapDistribution } from '#probes/overlap-distribution.ts'
import { procrustes } from '#probes/procrustes.ts'
import { specialization } from '#probes/specialization.ts'
import { susceptibility } from '#probes/susceptibility.ts'
import { twoNn } from '#probes/two-nn.ts'
import { analyticChain, analyticWeights, tableOf } from '../../analytic-addition.ts'
import { type Rows, fine } from '../../lab.ts'
import { gaussian } from '../../random.ts'
import { hidden, uniform } from './figure-inputs.ts'
import { type Figure, average, deviationOf, estimateIn, figure, within } from './figure.ts'
import { expect } from 'vitest'

/** Of outputs, activations and draws. */
export const FIGURES_OF_DATA: readonly Figure[] = [
  figure('scaling-exponent', 'Huber loss (threshold 1e-3)', () => {
    const x = Array.from({ length: 40 }, (_, i) => 10 ** (i / 10))
    const y = x.map((value, i) => (1 + value ** -0.5) * (i === 20 ? 2 : 1))
    const size = Math.LN2
    expect(powerLawFit(x, y).loss / (1e-3 * (size - 5e-4))).toBeCloseTo(1, 2)
  }),
  figure('procrustes', 'Errors of 1e-15 in the square are 3e-8 in the distance and the angle', () => {
    within(Math.sqrt(1e-15), 2.5e-8, 3.5e-8)
    within(Math.acos(1 - 0.5e-15), 2.5e-8, 3.5e-8)
    expect(procrustes.options[0]?.default).toBe('squared')
  }),
  figure('dead-units', 'beyond 0.99 in magnitude', ({ measure }) =>
    expect(measure(deadUnits, { hidden: hidden([[0.9901, 0.9899]]) }, { of: 'saturated' })).toEqual({ h: 0.5 }),
  ),
  figure('diffusion-spectral-entropy', 'σ = 10, t = 1', () => {
    const defaults = Object.fromEntries(diffusionSpectralEntropy.options.map((option) => [option.key, option.default]))
    expect([defaults.sigma, defaults.t]).toEqual([10, 1])
  }),
  figure('code-length', 'at most 39.9 bits: probabilities are clipped at 1e-12', ({ measure }) => {
    const wrong = { logits: fine([[1e4, 0]]), labels: Int32Array.of(1), trueLabels: Int32Array.of(1) }
    const { test = NaN } = measure(codeLength, { predictions: { train: wrong, test: wrong } }) as Record<string, number>
    expect(test).toBeCloseTo(39.9, 1)
    expect(2 ** -test / 1e-12).toBeCloseTo(1, 9)
  }),
  figure('class-subnetwork-overlap', 'the third row need not be class 3', ({ measure }) => {
    const labels = Int32Array.of(0, 1, 5, 0, 1, 5)
    expect(measure(classSubnetworkOverlap, { hidden: hidden(gaussian(6, 10, 1)), labels })).toHaveProperty('h.rows', 3)
  }),
  figure('specialization', 'about 0.8/√N', ({ measure }) => {
    const [size, count] = [50, 2000]
    const [students, teachers] = [gaussian(count, size, 1), gaussian(count, size, 2)]
    const cosines = students.map((row, i) => {
      const teacher = { student: fine([row]), teacher: fine([teachers[i] ?? []]) }
      return (measure(specialization, { teacher }) as Float64Array)[0] ?? NaN
    })
    within(average(cosines) * Math.sqrt(size), 0.77, 0.83)
  }),
  figure('committee-generalization-error', 'cancel up to about 1e−16 of each', ({ measure }) => {
    const same = fine(gaussian(3, 20, 1))
    within(
      Math.abs(measure(committeeGeneralizationError, { teacher: { student: same, teacher: same } }) as number),
      0,
      1e-15,
    )
  }),
  figure('hopfield-overlap', 'P/N = 0.138', () => {
    // Of the theory on the card, with y = m/√(2αr): √(2α) = erf(y)/y − (2/√π) e^(−y²); the largest α that has a solution.
    const roots = Array.from({ length: 3000 }, (_, i) => 0.001 * (i + 1)).map(
      (y) => erf(y) / y - (2 / Math.sqrt(Math.PI)) * Math.exp(-y * y),
    )
    expect(Math.max(...roots) ** 2 / 2).toBeCloseTo(0.138, 3)
  }),
  figure('logit-explained-variance', 'above 0.9 after grokking, near 0 before', ({ linalg, measure }) => {
    const table = tableOf(13, analyticChain(13, analyticWeights(13, 400, 3)), linalg)
    expect(measure(logitExplainedVariance, { table })).toBeGreaterThan(0.9)
    expect(measure(logitExplainedVariance, { table: { ...table, logits: fine(gaussian(169, 13, 1)) } })).toBeLessThan(
      0.05,
    )
  }),
  figure('equivariance-error', 'Rounding of float32 logits alone gives about 1e-7', ({ numbers }) => {
    const p = 31
    const [cos, sin] = [Math.cos, Math.sin].map((wave) => (n: number) => Math.fround(wave((2 * Math.PI * n) / p)))
    const wave = (sum: number, c: number) => (cos?.(sum) ?? 0) * (cos?.(c) ?? 0) + (sin?.(sum) ?? 0) * (sin?.(c) ?? 0)
    const data = Float32Array.from({ length: p ** 3 }, (_, at) => {
      const row = Math.floor(at / p)
      return wave((Math.floor(row / p) + (row % p)) % p, at % p)
    })
    const table = { modulus: p, operation: 'add', logits: { rows: p ** 2, cols: p, data } } as Partial<Inputs['table']>
    within(numbers(equivarianceError, { table: table as Inputs['table'] }).first ?? NaN, 3e-8, 3e-7)
  }),
  figure('equivariance-error', 'for unrelated logits', ({ numbers }) => {
    const table = { modulus: 13, operation: 'add', logits: fine(gaussian(169, 13, 1)) } as Partial<Inputs['table']>
    expect(numbers(equivarianceError, { table: table as Inputs['table'] }).first).toBeCloseTo(Math.SQRT2, 1)
  }),
  figure('susceptibility', 'at least 30', ({ measure }) => {
    const found = Array.from({ length: 300 }, (_, seed) => {
      const answer = measure(susceptibility, { draws: fine(gaussian(30, 1, 31 * seed)) })
      return typeof answer === 'number' ? answer : estimateIn(answer)
    })
    within(deviationOf(found) / average(found) / Math.sqrt(2 / 30), 0.8, 1.2)
  }),
  figure(
    'two-nn',
    '2000 Gaussian examples of 10 and 20 dimensions give 9.6 and 17.0, uniform ones of a cube 8.7 and 15.3',
    ({ numbers }) => {
      const dimension = (rows: Rows) => numbers(twoNn, { hidden: hidden(rows) }).h ?? NaN
      within(dimension(gaussian(2000, 10, 1)), 9.1, 10.2)
      within(dimension(gaussian(2000, 20, 1)), 15.9, 18.1)
      within(dimension(uniform(2000, 10, 1)), 8.2, 9.2)
      within(dimension(uniform(2000, 20, 1)), 14.6, 16.1)
    },
  ),
  figure('binder-cumulant', '⅔ where it is ±m₀, 0 where it is Gaussian', ({ measure }) => {
    const of = (rows: Rows) => estimateIn(measure(binderCumulant, { draws: fine(rows) }))
    expect(of(Array.from({ length: 20 }, (_, i) => [i % 2 === 0 ? 0.3 : -0.3]))).toBeCloseTo(2 / 3, 12)
    within(of(gaussian(20_000, 1, 5)), -0.03, 0.03)
  }),
  figure(
    'overlap-distribution',
    '41 bins of equal width from −1 to 1, so that the densities sum to 41/2',
    ({ measure }) => {
      const density = measure(overlapDistribution, { draws: fine(gaussian(20, 30, 1)) }) as Float64Array
      expect(density).toHaveLength(41)
      expect(density.reduce((sum, value) => sum + value, 0)).toBeCloseTo(41 / 2, 9)
    },
  ),
  figure('overlap-moments', 'bins of 0.05', () => {
    const { grid } = overlapDistribution.output
    expect((grid?.[1] ?? NaN) - (grid?.[0] ?? NaN)).toBeCloseTo(0.05, 2)
  }),
]
