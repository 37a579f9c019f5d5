import { conditionNumber } from '#probes/condition-number.ts'
import { gini } from '#probes/gini.ts'
import type { Inputs } from '#probes/inputs.ts'
import { inverseParticipationRatio } from '#probes/inverse-participation-ratio.ts'
import { keyFrequencies } from '#probes/key-frequencies.ts'
import { levelSpacingRatio } from '#probes/level-spacing-ratio.ts'
import { marchenkoPastur } from '#probes/marchenko-pastur.ts'
import { neuronFrequencyFraction } from '#probes/neuron-frequency-fraction.ts'
import { phaseClosure } from '#probes/phase-closure.ts'
import { powerLawExponent } from '#probes/power-law-exponent.ts'
import { singularValueHistogram } from '#probes/singular-value-histogram.ts'
import { spectralDensity } from '#probes/spectral-density.ts'
import { spectrumTail } from '#probes/spectrum-tail.ts'
import { updateEigengap } from '#probes/update-eigengap.ts'
import { type Rows, fine } from '../../lab.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { dot } from '#probes/maths/algebra/vectors.ts'
import { gaussian } from '../../random.ts'
import { coarse, layer, remembered, uniform } from './figure-inputs.ts'
import { type Figure, allAbsent, average, estimateIn, figure, within } from './figure.ts'
import { expect } from 'vitest'

/** Of weights and their spectra. */
export const FIGURES_OF_WEIGHTS: readonly Figure[] = [
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
    const data = Float64Array.from(seen.flatMap((a) => seen.map((b) => dot(a, b))))
    const [first = NaN, , third = NaN] = linalg.eigenvaluesSymmetric({ rows: 20, cols: 20, data })
    within(third / first, 0.5e-10, 2e-10)
    within(third / first / (2 ** -23 / 10 / 1e-3) ** 2, 0.5, 2)
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
  figure('spectral-density', 'each of 40 bins', ({ measure }) => {
    const found = measure(spectralDensity, { weights: { w: layer(gaussian(30, 20, 1)) } })
    expect(found).toHaveProperty('w.length', 40)
  }),
  figure('spectral-density', 'Bins of width ⅛; the last one holds all that is at 4.875', () => {
    const { grid } = spectralDensity.output
    expect((grid?.[1] ?? NaN) - (grid?.[0] ?? NaN)).toBe(1 / 8)
    expect((grid?.at(-1) ?? NaN) - 1 / 16).toBe(4.875)
  }),
  figure('singular-value-histogram', 'Bins of width ⅛ from 0, at most 400', ({ measure }) => {
    const rows = gaussian(60, 30, 4).map((row) => row.map((value) => value + 1000))
    const { w } = measure(singularValueHistogram, { weights: { w: layer(rows) } }) as { w: Matrix }
    expect([w.rows, w.data[0], w.data[1]]).toEqual([400, 0, 1 / 8])
  }),
  figure('spectrum-tail', 'drawn at 100 points', ({ measure }) => {
    const found = measure(spectrumTail, { weights: { w: layer(gaussian(30, 20, 1)) } }) as { 'w.law': Matrix }
    expect(found['w.law'].rows).toBe(100)
  }),
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
]

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

const ratioIn = (answer: unknown) => estimateIn((answer as { w: unknown }).w)
