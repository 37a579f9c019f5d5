import { expect } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { twoTimeCorrelation } from '#probes/two-time-correlation.ts'
import { meanSquareDisplacement } from '#probes/mean-square-displacement.ts'
import { representationCorrelation } from '#probes/representation-correlation.ts'
import { ckaOverTime } from '#probes/cka-over-time.ts'
import { spectralDensity } from '#probes/spectral-density.ts'
import { levelSpacingRatio } from '#probes/level-spacing-ratio.ts'
import { fullNtk } from '#probes/full-ntk.ts'
import { ntkEffectiveDimension } from '#probes/ntk-effective-dimension.ts'
import { binderCumulant } from '#probes/binder-cumulant.ts'
import { overlapDistribution } from '#probes/overlap-distribution.ts'
import { apjn } from '#probes/apjn.ts'
import { changePoint } from '#probes/change-point.ts'
import { classSubnetworkOverlap } from '#probes/class-subnetwork-overlap.ts'
import { codeLength } from '#probes/code-length.ts'
import { committeeGeneralizationError } from '#probes/committee-generalization-error.ts'
import { conditionNumber } from '#probes/condition-number.ts'
import { deadUnits } from '#probes/dead-units.ts'
import type { Probe } from '#probes/define.ts'
import { diffusionSpectralEntropy } from '#probes/diffusion-spectral-entropy.ts'
import { earlyWarning } from '#probes/early-warning.ts'
import { equivarianceError } from '#probes/equivariance-error.ts'
import { gini } from '#probes/gini.ts'
import { gradientHessianOverlap } from '#probes/gradient-hessian-overlap.ts'
import { gradientSnr } from '#probes/gradient-snr.ts'
import { hessianSpectralDensity } from '#probes/hessian-spectral-density.ts'
import { hessianTopEigenvalues } from '#probes/hessian-top-eigenvalues.ts'
import type { Inputs, Layer } from '#probes/inputs.ts'
import { inverseParticipationRatio } from '#probes/inverse-participation-ratio.ts'
import { keyFrequencies } from '#probes/key-frequencies.ts'
import { linearCka } from '#probes/linear-cka.ts'
import { linearProbe } from '#probes/linear-probe.ts'
import { logitExplainedVariance } from '#probes/logit-explained-variance.ts'
import { lossSlice } from '#probes/loss-slice.ts'
import { marchenkoPastur } from '#probes/marchenko-pastur.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { energyFloor } from '#probes/maths/algebra/spectra.ts'
import { erf } from '#probes/maths/statistics/erf.ts'
import { powerLawFit } from '#probes/maths/statistics/power-law-fit.ts'
import { neuronFrequencyFraction } from '#probes/neuron-frequency-fraction.ts'
import { nonLinearitySignature } from '#probes/non-linearity-signature.ts'
import { ntkSpectrum } from '#probes/ntk-spectrum.ts'
import { outputTail } from '#probes/output-tail.ts'
import { parallelogramQuality } from '#probes/parallelogram-quality.ts'
import { phaseClosure } from '#probes/phase-closure.ts'
import { powerLawExponent } from '#probes/power-law-exponent.ts'
import { procrustes } from '#probes/procrustes.ts'
import { rbfCka } from '#probes/rbf-cka.ts'
import { rsa } from '#probes/rsa.ts'
import { scalingExponent } from '#probes/scaling-exponent.ts'
import { slowGradientRatio } from '#probes/slow-gradient-ratio.ts'
import { specialization } from '#probes/specialization.ts'
import { susceptibility } from '#probes/susceptibility.ts'
import { twoNn } from '#probes/two-nn.ts'
import { updateEigengap } from '#probes/update-eigengap.ts'
import { isAbsent, isEstimate } from '#src/vocabulary/index.ts'
import { analyticChain, analyticWeights, tableOf } from '../analytic-addition.ts'
import { fine, type Lab, type Rows } from '../lab.ts'
import { randomChain } from '../random-chain.ts'
import { gaussian, uniforms } from '../random.ts'

/** A passage of a card with a figure in it, and what computes that figure. */
export interface Figure {
  readonly probe: string
  /** As the card has it. */
  readonly says: string
  readonly check: (lab: Lab) => void
}

const figure = (probe: string, says: string, check: Figure['check']): Figure => ({ probe, says, check })

/** Absent for one example (draw, point, …) fewer than this, and not for so many. */
const fewest = (probe: Probe, says: string, count: number, inputsOf: (n: number) => Partial<Inputs>): Figure =>
  figure(probe.id, says, ({ measure }) => {
    expect(allAbsent(measure(probe, inputsOf(count - 1)))).toBe(true)
    expect(allAbsent(measure(probe, inputsOf(count)))).toBe(false)
  })

/** A figure that is a constant of the code, which no value shows alone. */
const constant = (probe: string, says: string, file: string, pattern: RegExp): Figure =>
  figure(probe, says, () =>
    expect(readFileSync(join(import.meta.dirname, '../../../probes', file), 'utf8')).toMatch(pattern),
  )

/** A figure of the source that the card names, and calls so. */
const quoted = (probe: string, says: string): Figure => figure(probe, says, () => undefined)

const within = (value: number, low: number, high: number) => {
  expect(value).toBeGreaterThanOrEqual(low)
  expect(value).toBeLessThanOrEqual(high)
}

const hidden = (rows: Rows) => ({ h: fine(rows) })
const pair = (n: number) => ({ hidden: hidden(gaussian(n, 3, 1)), referenceHidden: hidden(gaussian(n, 3, 2)) })
const layer = (rows: Rows): Layer => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  values: Float64Array.from(rows.flat()),
})
const coarse = (rows: Rows): Layer => ({ ...layer(rows), values: Float32Array.from(rows.flat()) })
const series = (n: number) => ({
  series: {
    of: {
      name: 'loss',
      steps: Float64Array.from({ length: n }, (_, i) => i),
      values: Float64Array.from(gaussian(1, n, 3).flat()),
    },
  },
})
const falling = (n: number) => ({
  series: {
    of: {
      name: 'loss',
      steps: Float64Array.from({ length: n }, (_, i) => 10 ** i),
      values: Float64Array.from({ length: n }, (_, i) => 1 + 10 ** (-i / 2) + 0.01 * (i % 2)),
    },
  },
})
const uniform = (rows: number, cols: number, seed: number): Rows => {
  const next = uniforms(seed)
  return Array.from({ length: rows }, () => Array.from({ length: cols }, () => next()))
}
const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviationOf = (values: readonly number[]) => {
  const mean = average(values)
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)))
}

/** A loss that is a quadratic of this Hessian, at a gradient of ones. */
const quadratic = (diagonal: readonly number[], precision: 'float32' | 'float64'): Partial<Inputs> => ({
  objective: {
    layers: [],
    parameters: new Float64Array(diagonal.length),
    precision,
    examples: 1,
    loss: () => 0,
    gradient: () => new Float64Array(diagonal.length).fill(1),
    hessianProduct: (direction) => direction.map((value, i) => value * (diagonal[i] ?? 0)),
  },
})

/** One linear neuron at weight 0: the gradient of example (x, t) is −2 x t. */
const neuron = (targets: readonly number[]): Chain => {
  const examples = { inputs: fine(targets.map(() => [1])), targets: fine(targets.map((t) => [t])), labels: null }
  const weight = fine([[0]])
  const layers = [{ name: 'w', weight, bias: null, activation: 'linear' as const }]
  return { layers, loss: { kind: 'mse', reduction: 'mean' }, probe: examples, train: examples, test: null }
}

const tones = (phases: readonly number[], modulus = 31): Rows =>
  phases.map((phase) => Array.from({ length: modulus }, (_, n) => Math.cos((2 * Math.PI * 3 * n) / modulus + phase)))

/** Updates along one direction, of weights that are float32. */
const updates = (size: number, count: number): Partial<Inputs>[] => {
  const [start, direction] = [gaussian(1, 4000, 1).flat(), gaussian(1, 4000, 2).flat()]
  const path = Array.from({ length: count + 1 }, (_, t) =>
    Float32Array.from(start, (value, i) => value + t * size * (direction[i] ?? 0)),
  )
  return path.slice(1).map((now, t) => ({
    updates: { w: { shape: [40, 100], values: Float64Array.from(now, (value, i) => value - (path[t]?.[i] ?? 0)) } },
  }))
}

const remembered = (probe: Probe, steps: readonly Partial<Inputs>[]): unknown =>
  steps.reduce((held: unknown, step) => probe.memory?.next(held, step as Inputs), probe.memory?.initial)

const ALL_COUNTS: readonly Figure[] = [
  fewest(scalingExponent, 'Absent below 5 distinct points', 5, falling),
  fewest(linearCka, 'Needs 4 examples', 4, pair),
  fewest(rbfCka, 'Needs 4 examples', 4, pair),
  fewest(rsa, 'Absent with fewer than 3 examples', 3, pair),
  fewest(linearProbe, 'Needs 10 examples of 2 classes', 10, (n) => ({
    hidden: hidden(gaussian(n, 3, 1)),
    labels: Int32Array.from({ length: n }, (_, i) => i % 2),
  })),
  fewest(twoNn, 'Absent with fewer than 3 others', 3, (n) => ({ hidden: hidden(gaussian(n, 3, 1)) })),
  fewest(outputTail, 'Needs 5 draws', 5, (n) => ({ draws: fine(gaussian(n, 1, 4)) })),
  fewest(earlyWarning, 'Absent below 20 points', 20, series),
  fewest(changePoint, 'Absent below 20 points', 20, series),
  fewest(susceptibility, 'Absent below 8 draws', 8, (n) => ({ draws: fine(gaussian(n, 1, 4)) })),
  fewest(parallelogramQuality, 'fewer than 3 residues', 3, (n) => ({ residueWeights: { u: fine(gaussian(4, n, 2)) } })),
  fewest(marchenkoPastur, 'Needs 10 eigenvalues', 10, (n) => ({ weights: { w: layer(gaussian(20, n, 3)) } })),
  fewest(powerLawExponent, 'Below 50 eigenvalues it is noise', 50, (n) => ({
    weights: { w: layer(gaussian(120, n, 3)) },
  })),
]

const ALL_CONSTANTS: readonly Figure[] = [
  constant(
    'gradient-hessian-overlap',
    'residuals below 0.05 of the gap',
    'gradient-hessian-overlap.ts',
    /residual > 0\.05 \* \(last - next\)/,
  ),
  constant('cca', '99 % of the variance', 'cca.ts', /KEPT = 0\.99/),
  constant('rsa', '1e-12 of the largest', 'rsa.ts', /ROUNDING = 1e-12/),
  constant('neural-collapse', 'below 1e-6 of the largest', 'neural-collapse.ts', /TOLERANCE = 1e-6/),
  constant('linear-probe', 'Mean over 5 folds', 'linear-probe.ts', /FOLDS = 5/),
  constant(
    'non-linearity-signature',
    '1e-6 of its mean variance added',
    'maths/geometry/affine-transport.ts',
    /RIDGE = 1e-6/,
  ),
  constant('two-nn', '90 % smallest ratios', 'two-nn.ts', /KEPT = 0\.9\b/),
  constant('cumulative-power', 'to 1e−12 of the largest', 'maths/algebra/kernel-modes.ts', /1e-12/),
  constant('learning-curve', 'below 1e−12 of the largest', 'maths/algebra/spectra.ts', /Math\.max\(1e-12, energyFloor/),
  constant(
    'renormalized-order-parameter',
    'below 1e−12 of the largest',
    'maths/algebra/spectra.ts',
    /Math\.max\(1e-12, energyFloor/,
  ),
  constant(
    'renormalized-order-parameter',
    'a grid of log Q from 1e−8',
    'maths/physics/order-parameter.ts',
    /LEAST = 1e-8/,
  ),
  constant('lyapunov-exponent', '20 blocks of time', 'lyapunov-exponent.ts', /BLOCKS = 20/),
  constant('principal-alignment', 'the largest to 1e−9', 'maths/algebra/principal-subspace.ts', /SAME = 1e-9/),
  constant('change-point', 'κ = 0.1', 'change-point.ts', /kappa: 0\.1,/),
  constant('change-point', 'probability below 1e-8 are dropped', 'maths/statistics/run-length.ts', /NEGLIGIBLE = 1e-8/),
  ...['marchenko-pastur', 'neural-collapse', 'learning-curve', 'renormalized-order-parameter'].map((probe) =>
    figure(probe, '(8 ε)²', () => expect(energyFloor(2 ** -10)).toBe((8 * 2 ** -10) ** 2)),
  ),
  quoted('update-to-weight-ratio', 'Around 1e-3 is common practice'),
  quoted('update-to-weight-ratio', 'The value of 1e-3 is folklore'),
  quoted('key-frequencies', 'about 5 in a transformer that has learned modular addition'),
]

const ALL_MEASURED: readonly Figure[] = [
  figure('last-layer-bound', '6 % at N/P = 0.1', ({ linalg }) => {
    const [features, examples] = [30, 300]
    const gaps = Array.from({ length: 10 }, (_, seed) => gapOfLeastSquares(features, examples, seed, linalg))
    within(average(gaps) / ((2 * features) / examples), 1.05, 1.07)
  }),
  figure('scaling-exponent', 'Huber loss (threshold 1e-3)', () => {
    const x = Array.from({ length: 40 }, (_, i) => 10 ** (i / 10))
    const y = x.map((value, i) => (1 + value ** -0.5) * (i === 20 ? 2 : 1))
    const size = Math.LN2
    expect(powerLawFit(x, y).loss / (1e-3 * (size - 5e-4))).toBeCloseTo(1, 2)
  }),
  figure('gradient-snr', '1e-12 of its mean square', ({ measure }) => {
    const spread = (share: number) =>
      measure(gradientSnr, { chain: neuron([1 + Math.sqrt(share), 1 - Math.sqrt(share)]) })
    expect(allAbsent(spread(0.5e-12))).toBe(true)
    expect(allAbsent(spread(2e-12))).toBe(false)
  }),
  figure('slow-gradient-ratio', 'forgets its start over some 100 steps', ({ measure }) => {
    const after = (g: number) => ({ gradients: { w: layer([[g]]) } })
    const memory = remembered(slowGradientRatio, [after(1), ...Array.from({ length: 100 }, () => after(1e-9))])
    const { total = NaN } = measure(slowGradientRatio, after(1e-9), {}, memory) as Record<string, number>
    within(total * 1e-9, 0.1, 0.2)
  }),
  figure('hessian-top-eigenvalues', 'within 0.01 λ₁ of an eigenvalue', ({ measure }) => {
    const spectrum = Array.from({ length: 120 }, (_, i) => 1 / (1 + i))
    const values = measure(hessianTopEigenvalues, quadratic(spectrum, 'float32')) as Float64Array
    for (const value of values) within(Math.min(...spectrum.map((one) => Math.abs(one - value))), 0, 0.01)
  }),
  figure('gradient-hessian-overlap', 'the same to 0.01 λ₁ (10⁻⁶ where the loss is in float64)', ({ measure }) => {
    const isTold = (gap: number, precision: 'float32' | 'float64') =>
      !isAbsent(measure(gradientHessianOverlap, quadratic([1, 0.9, 0.8, 0.7, 0.5 + gap, 0.5, 0.3], precision)))
    expect([0.008, 0.012].map((gap) => isTold(gap, 'float32'))).toEqual([false, true])
    expect([0.8e-6, 1.2e-6].map((gap) => isTold(gap, 'float64'))).toEqual([false, true])
  }),
  figure('hessian-spectral-density', '101 bins from −s to s', ({ measure }) => {
    expect(measure(hessianSpectralDensity, quadratic([2, 1, -1], 'float64'))).toHaveLength(101)
    expect(hessianSpectralDensity.output.grid).toHaveLength(101)
  }),
  figure('local-learning-coefficient', 'Σ ½ nβh/(a(1 − εa/4))', () => {
    const [heat, pull, curvature, step] = [50, 10, 2, 1e-3]
    const a = heat * curvature + pull
    let variance = 0
    for (let t = 0; t < 1000; t++) variance = variance * (1 - (step * a) / 2) ** 2 + step
    expect(0.5 * heat * curvature * variance).toBeCloseTo((0.5 * heat * curvature) / (a * (1 - (step * a) / 4)), 10)
  }),
  figure('loss-slice', '21 points from α = −1 to 1', ({ measure }) => {
    expect(measure(lossSlice, quadratic([1, 1], 'float64'))).toHaveLength(21)
    expect([lossSlice.output.grid?.[0], lossSlice.output.grid?.at(-1)]).toEqual([-1, 1])
  }),
  ...[
    'values below about 1e-6 of the largest are rounding errors. Vectors',
    'values below about 1e-6 of the largest are rounding errors in float32',
  ].map((says) =>
    figure('singular-values', says, ({ linalg }) => {
      const [u, v] = [gaussian(1, 200, 1).flat(), gaussian(1, 100, 2).flat()]
      const rankOne = coarse(u.map((a) => v.map((b) => a * b)))
      const sigma = linalg.singularValues({ rows: 200, cols: 100, data: rankOne.values })
      within((sigma[1] ?? NaN) / (sigma[0] ?? NaN), 1e-8, 1e-6)
    }),
  ),
  figure('condition-number', 'in float32 some 8e6/max(n, m)', ({ measure }) => {
    const of = (ratio: number) => measure(conditionNumber, { weights: { w: coarse([[1, 0], [0, 1 / ratio]]) } }) // prettier-ignore
    expect(allAbsent(of(8e6 / 2))).toBe(false)
    expect(allAbsent(of(8.6e6 / 2))).toBe(true)
  }),
  figure('update-eigengap', 'the last 20 updates', ({ measure }) => {
    const steps = updates(1e-3, 25)
    expect(remembered(updateEigengap, steps)).toHaveLength(20)
    expect(measure(updateEigengap, {}, {}, remembered(updateEigengap, steps))).toHaveProperty('w')
  }),
  figure('update-eigengap', '(ε‖W‖/10‖ΔW‖)² of σ₁, 1e-10 where an update is a thousandth', ({ linalg }) => {
    const seen = updates(1e-3, 20).map((step) => step.updates?.w?.values ?? new Float64Array())
    const data = Float64Array.from(
      seen.flatMap((a) => seen.map((b) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0))),
    )
    const [first = NaN, , third = NaN] = linalg.eigenvaluesSymmetric({ rows: 20, cols: 20, data })
    within(third / first, 0.5e-10, 2e-10)
    within(third / first / (2 ** -23 / 10 / 1e-3) ** 2, 0.5, 2)
  }),
  figure('procrustes', 'Errors of 1e-15 in the square are 3e-8 in the distance and the angle', () => {
    within(Math.sqrt(1e-15), 2.5e-8, 3.5e-8)
    within(Math.acos(1 - 0.5e-15), 2.5e-8, 3.5e-8)
    expect(procrustes.options[0]?.default).toBe('squared')
  }),
  figure('non-linearity-signature', 'comes out at 1 to about 1e-6', ({ measure }) => {
    const chain = randomChain({ sizes: [6, 8, 3], activation: 'linear', loss: { kind: 'mse', reduction: 'mean' }, examples: 60, seed: 2 }) // prettier-ignore
    const { w1 = NaN } = measure(nonLinearitySignature, { chain }) as Record<string, number>
    within(1 - w1, 0, 3e-6)
  }),
  figure('dead-units', 'beyond 0.99 in magnitude', ({ measure }) =>
    expect(measure(deadUnits, { hidden: hidden([[0.9901, 0.9899]]) }, { of: 'saturated' })).toEqual({ h: 0.5 }),
  ),
  figure('ntk-spectrum', 'below 1e−15 of the largest are rounding errors', ({ measure }) => {
    const chain = randomChain({ sizes: [3, 4, 1], activation: 'linear', loss: { kind: 'mse', reduction: 'mean' }, examples: 64, seed: 2, withBias: false }) // prettier-ignore
    const values = measure(ntkSpectrum, { chain }) as Float64Array
    within(Math.abs(values[40] ?? NaN) / (values[0] ?? NaN), 0, 1e-15)
  }),
  figure('apjn', 'differs by about √(ℓ/N) on one example', ({ measure }) => {
    const [depth, width] = [4, 60]
    const sizes = Array.from({ length: depth + 2 }, () => width)
    const logs = Array.from({ length: 60 }, (_, seed) => {
      const chain = randomChain({
        sizes,
        activation: 'relu',
        loss: { kind: 'mse', reduction: 'mean' },
        examples: 1,
        seed: 1000 * seed,
        withBias: false,
      })
      const parts = Object.values(measure(apjn, { chain }) as Record<string, number>)
      return (parts.at(-1) ?? NaN) - (parts[0] ?? NaN)
    })
    within(deviationOf(logs) / Math.sqrt(depth / width), 0.75, 1.35)
  }),
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
  figure('inverse-participation-ratio', '0.040 at p = 97', ({ numbers }) =>
    expect(numbers(inverseParticipationRatio, { residueWeights: { w: fine(gaussian(4000, 97, 5)) } }).mean).toBeCloseTo(
      0.04,
      2,
    ),
  ),
  figure(
    'inverse-participation-ratio',
    'exact without the constant and 1 % too large with it at p = 97',
    ({ numbers }) => {
      const residueWeights = { w: fine(gaussian(12000, 97, 6)) }
      const without = numbers(inverseParticipationRatio, { residueWeights }, { constant: 'dropped' }).mean ?? NaN
      within(without / (2 / 49), 0.996, 1.004)
      within(2 / 49 / (numbers(inverseParticipationRatio, { residueWeights }).mean ?? NaN), 1.005, 1.015)
    },
  ),
  figure('key-frequencies', 'contain 90 % of the power', () => expect(keyFrequencies.options[0]?.default).toBe(0.9)),
  figure('neuron-frequency-fraction', '0.09 for random weights at p = 97', ({ numbers }) =>
    within(
      numbers(neuronFrequencyFraction, { residueWeights: { w: fine(gaussian(2000, 97, 7)) } }).w ?? NaN,
      0.09,
      0.095,
    ),
  ),
  figure('phase-closure', 'about 1 − √(π/4N)', ({ measure }) => {
    const count = 40
    const values = Array.from({ length: 60 }, (_, seed) => {
      const phases = [1, 2, 3].map((group) =>
        uniform(1, count, 10 * seed + group)
          .flat()
          .map((share) => 2 * Math.PI * share),
      )
      const [u = [], v = [], w = []] = phases.map((one) => tones(one))
      return measure(phaseClosure, { residueWeights: { u: fine(u), v: fine(v), w: fine(w) } }) as number
    })
    within((1 - average(values)) / Math.sqrt(Math.PI / 4 / count), 0.85, 1.15)
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
  figure('power-law-exponent', 'Exponents above 3 are accepted', ({ numbers }) =>
    expect(numbers(powerLawExponent, { weights: { w: layer(gaussian(300, 100, 1)) } }).w).toBeGreaterThan(3),
  ),
  figure('gini', 'The constant Fourier component is left out', ({ numbers }) => {
    const weights = gaussian(4, 9, 1)
    const shifted = weights.map((row) => row.map((value) => value + 100))
    for (const of of ['fourier', 'neurons']) {
      const before = numbers(gini, { residueWeights: { w: fine(weights) } }, { of }).w ?? NaN
      expect(numbers(gini, { residueWeights: { w: fine(shifted) } }, { of }).w).toBeCloseTo(before, 9)
    }
  }),
]

/** Twice the variance of the noise times this is the mean gap of least squares on standard normal features. */
function gapOfLeastSquares(features: number, examples: number, seed: number, linalg: LinearAlgebra): number {
  const x = fine(gaussian(examples, features, 100 + seed))
  const identity = fine(
    Array.from({ length: features }, (_, i) => Array.from({ length: features }, (_, j) => Number(i === j))),
  )
  const { data } = linalg.solve(linalg.product(x, x, { a: true }), identity)
  const trace = identity.data.reduce((sum, _, at) => sum + (at % (features + 1) === 0 ? (data[at] ?? 0) : 0), 0)
  return 1 + trace - (1 - features / examples)
}

/** The first estimate of an answer, or of its parts. */
function estimateIn(answer: unknown): number {
  if (typeof answer === 'number') return answer
  if (isEstimate(answer)) return answer.estimate
  return estimateIn(Object.values(answer as object)[0])
}

/** Whether an answer says no number at all. */
function allAbsent(answer: unknown): boolean {
  if (isAbsent(answer)) return true
  if (typeof answer !== 'object' || answer === null || ArrayBuffer.isView(answer) || 'estimate' in answer) return false
  return Object.values(answer).every((part) => isAbsent(part))
}

const ALL_SIMULATED: readonly Figure[] = [
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
  figure(
    'marchenko-pastur',
    '2.02 is the quantile of 1 %. Of Gaussian matrices of 10 to 100 columns 2 to 4 % exceed it',
    ({ measure }) => {
      const isExceeded = (seed: number) => {
        const found = measure(marchenkoPastur, { weights: { w: layer(gaussian(40, 20, seed)) } })
        return (found as Record<string, number>)['w.outliers'] !== 0
      }
      const share = average(Array.from({ length: 1000 }, (_, seed) => Number(isExceeded(7 * seed))))
      within(share, 0.015, 0.04)
    },
  ),
]

/** Of what is kept from step to step. */
const ALL_OVER_TIME: readonly Figure[] = [
  ...[twoTimeCorrelation, meanSquareDisplacement].map((probe) =>
    figure(probe.id, 'at most 7 copies of the', () => expect(copiesAfterLong(probe)).toBe(7)),
  ),
  figure('representation-correlation', 'at most 7 copies', () =>
    expect(copiesAfterLong(representationCorrelation)).toBe(7),
  ),
  figure('fluctuation-dissipation-relation', 'averaged over about 100 steps', () =>
    expect(1 / (1 - 0.99)).toBeCloseTo(100, 9),
  ),
  constant(
    'fluctuation-dissipation-relation',
    '0.99 of yesterday',
    'fluctuation-dissipation-relation.ts',
    /KEPT = 0\.99\b/,
  ),
  figure('cka-over-time', 'the smallest power of two with now/s < 32', () => {
    const { age, stride, kept } = afterSteps(1000)
    expect([age, stride]).toEqual([999, 32])
    expect(999 / stride).toBeLessThan(32)
    expect(999 / (stride / 2)).toBeGreaterThanOrEqual(32)
    expect(kept.length).toBeLessThanOrEqual(32)
  }),
  figure('cka-over-time', 'On 64 examples the noise of a single value is about 0.02', ({ numbers }) => {
    const values = Array.from({ length: 60 }, (_, seed) => {
      const [x, y] = [gaussian(64, 60, 2 * seed), gaussian(64, 60, 2 * seed + 1)]
      return numbers(linearCka, { hidden: hidden(x), referenceHidden: hidden(y) }).h ?? NaN
    })
    within(deviationOf(values), 0.01, 0.03)
  }),
  figure('cka-over-time', 'the first 64 examples of the probe batch', () => {
    const memory = remembered(ckaOverTime, [{ hidden: hidden(gaussian(70, 3, 1)) }]) as KeptGrams
    expect(memory.kept[0]?.h).toHaveLength(64 ** 2)
  }),
  figure('cka-over-time', 'At most 32 of them are kept', () =>
    expect(afterSteps(64).kept.length).toBeLessThanOrEqual(32),
  ),
  figure('cka-over-time', 'Needs 4 examples', ({ measure }) => {
    const of = (n: number) => measure(ckaOverTime, { hidden: hidden(gaussian(n, 3, 1)) })
    expect([3, 4].map((n) => allAbsent(of(n)))).toEqual([true, false])
  }),
]

interface KeptGrams {
  readonly age: number
  readonly stride: number
  readonly kept: readonly Readonly<Record<string, Float64Array>>[]
}

function afterSteps(count: number): KeptGrams {
  const step = { hidden: hidden(gaussian(5, 2, 1)) }
  return remembered(
    ckaOverTime,
    Array.from({ length: count }, () => step),
  ) as KeptGrams
}

/** What a probe of two times has kept once the last waiting time has passed. */
function copiesAfterLong(probe: Probe): number {
  const step = { weights: { w: layer([[1, 2]]) }, hidden: hidden([[1, 2], [3, 5]]) } // prettier-ignore
  return (
    remembered(
      probe,
      Array.from({ length: 200_000 }, () => step),
    ) as { kept: readonly unknown[] }
  ).kept.length
}

/** Of spectra and kernels that were added later. */
const ALL_OF_SPECTRA: readonly Figure[] = [
  figure('spectral-density', 'each of 40 bins', ({ measure }) => {
    const found = measure(spectralDensity, { weights: { w: layer(gaussian(30, 20, 1)) } })
    expect(found).toHaveProperty('w.length', 40)
  }),
  figure('spectral-density', 'Bins of width ⅛; the last one holds all that is at 4.875', () => {
    const { grid } = spectralDensity.output
    expect((grid?.[1] ?? NaN) - (grid?.[0] ?? NaN)).toBe(1 / 8)
    expect((grid?.at(-1) ?? NaN) - 1 / 16).toBe(4.875)
  }),
  fewest(spectralDensity, 'Needs 10 eigenvalues', 10, (n) => ({ weights: { w: layer(gaussian(20, n, 3)) } })),
  fewest(levelSpacingRatio, 'Absent below 10 levels', 10, (n) => ({ weights: { w: layer(gaussian(20, n, 3)) } })),
  figure('level-spacing-ratio', '0.53 where eigenvalues repel', ({ measure }) =>
    within(ratioIn(measure(levelSpacingRatio, { weights: { w: layer(gaussian(500, 500, 1)) } })), 0.5, 0.56),
  ),
  figure('level-spacing-ratio', '0.39 where they are independent', ({ measure }) => {
    const levels = uniform(1, 3000, 1).flat().sort()
    const answers = Array.from({ length: 10 }, (_, i) => {
      const own = levels.filter((_, at) => Math.floor(at / 300) === i)
      const diagonal = own.map((value, row) => own.map((_, col) => (col === row ? Math.sqrt(value) : 0)))
      return ratioIn(measure(levelSpacingRatio, { weights: { w: layer(diagonal) } }))
    })
    within(average(answers), 0.37, 0.41)
  }),
  figure('level-spacing-ratio', 'the standard error of 100 is 0.027', ({ measure }) => {
    const found = measure(levelSpacingRatio, { weights: { w: layer(gaussian(150, 101, 4)) } })
    within((found as { w: { standardError: number } }).w.standardError, 0.023, 0.031)
  }),
  figure('full-ntk', 'At most 256 rows: of the probe batch the first ⌊256/C⌋ examples', ({ measure }) =>
    expect(measure(fullNtk, { chain: ofOutputs(3, 100) }, { examples: 4096 })).toHaveProperty('rows', 255),
  ),
  figure('full-ntk', 'a single example has more than 256 outputs', ({ measure }) =>
    expect([256, 257].map((outputs) => allAbsent(measure(fullNtk, { chain: ofOutputs(outputs, 2) })))).toEqual([
      false,
      true,
    ]),
  ),
  figure('ntk-effective-dimension', 'at most 512 rows, n · C: of the probe batch the first ⌊512/C⌋', ({ numbers }) => {
    const { participation = NaN } = numbers(ntkEffectiveDimension, { chain: ofOutputs(30, 20) }, { examples: 4096 })
    const first = numbers(ntkEffectiveDimension, { chain: ofOutputs(30, 20) }, { examples: 17 })
    expect(participation).toBeCloseTo(first.participation ?? NaN, 9)
  }),
  figure('ntk-effective-dimension', 'has more than 512 rows for one example', ({ measure }) =>
    expect(
      [512, 513].map((outputs) => allAbsent(measure(ntkEffectiveDimension, { chain: ofOutputs(outputs, 1) }))),
    ).toEqual([false, true]),
  ),
  constant(
    'ntk-effective-dimension',
    'below 1e−12 of the largest',
    'maths/algebra/spectra.ts',
    /Math\.max\(1e-12, energyFloor/,
  ),
  figure('ntk-effective-dimension', '(8 ε)²', () => expect(energyFloor(2 ** -7)).toBe((8 * 2 ** -7) ** 2)),
  constant('mode-learning-curves', 'to 1e−12 of the largest', 'maths/algebra/kernel-modes.ts', /1e-12/),
  fewest(binderCumulant, 'Absent below 8 draws', 8, (n) => ({ draws: fine(gaussian(n, 1, 4)) })),
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

const ratioIn = (answer: unknown) => estimateIn((answer as { w: unknown }).w)

/** A small network of so many outputs. */
function ofOutputs(outputs: number, examples: number): Chain {
  const loss = { kind: 'mse', reduction: 'mean' } as const
  return randomChain({ sizes: [4, 5, outputs], activation: 'tanh', loss, examples, seed: 3 })
}

/** Every figure of every card: 0, 1 and 2 apart, which are limits and parts of formulas, and have tests of their own. */
export const FIGURES: readonly Figure[] = [
  ...ALL_COUNTS,
  ...ALL_CONSTANTS,
  ...ALL_MEASURED,
  ...ALL_SIMULATED,
  ...ALL_OVER_TIME,
  ...ALL_OF_SPECTRA,
]
