import { apjn } from '#probes/apjn.ts'
import { fullNtk } from '#probes/full-ntk.ts'
import { gradientHessianOverlap } from '#probes/gradient-hessian-overlap.ts'
import { gradientSnr } from '#probes/gradient-snr.ts'
import { hessianSpectralDensity } from '#probes/hessian-spectral-density.ts'
import { hessianTopEigenvalues } from '#probes/hessian-top-eigenvalues.ts'
import type { Inputs } from '#probes/inputs.ts'
import { lossSlice } from '#probes/loss-slice.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { nonLinearitySignature } from '#probes/non-linearity-signature.ts'
import { ntkEffectiveDimension } from '#probes/ntk-effective-dimension.ts'
import { ntkSpectrum } from '#probes/ntk-spectrum.ts'
import { slowGradientRatio } from '#probes/slow-gradient-ratio.ts'
import { isAbsent } from '#src/vocabulary/index.ts'
import { fine } from '../../lab.ts'
import { randomChain } from '../../random-chain.ts'
import { gaussian } from '../../random.ts'
import { layer, remembered } from './figure-inputs.ts'
import { type Figure, allAbsent, average, deviationOf, figure, within } from './figure.ts'
import { expect } from 'vitest'

/** Of networks and their losses. */
export const FIGURES_OF_NETWORKS: readonly Figure[] = [
  figure('last-layer-bound', '6 % at N/P = 0.1', ({ linalg }) => {
    const [features, examples] = [30, 300]
    const gaps = Array.from({ length: 10 }, (_, seed) => gapOfLeastSquares(features, examples, seed, linalg))
    within(average(gaps) / ((2 * features) / examples), 1.05, 1.07)
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
  figure('non-linearity-signature', 'comes out at 1 to about 1e-6', ({ measure }) => {
    const chain = randomChain({ sizes: [6, 8, 3], activation: 'linear', loss: { kind: 'mse', reduction: 'mean' }, examples: 60, seed: 2 }) // prettier-ignore
    const { w1 = NaN } = measure(nonLinearitySignature, { chain }) as Record<string, number>
    within(1 - w1, 0, 3e-6)
  }),
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
]

/** Twice the variance of the noise times this is the mean gap of least squares on standard normal features. */
function gapOfLeastSquares(features: number, examples: number, seed: number, linalg: LinearAlgebra): number {
  const x = fine(gaussian(examples, features, 100 + seed))
  const identity = fine(
    Array.from({ length: features }, (_, i) => Array.from({ length: features }, (_, j) => Number(i === j))),
  )
  const { data } = linalg.solve(linalg.product(x, x, { a: true }), identity)
  let trace = 0
  for (let i = 0; i < features; i++) trace += data[i * (features + 1)] ?? 0
  return 1 + trace - (1 - features / examples)
}

/** A small network of so many outputs. */
function ofOutputs(outputs: number, examples: number): Chain {
  const loss = { kind: 'mse', reduction: 'mean' } as const
  return randomChain({ sizes: [4, 5, outputs], activation: 'tanh', loss, examples, seed: 3 })
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
