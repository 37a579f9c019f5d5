import { describe, expect, it } from 'vitest'
import { gradientNoiseAnisotropy } from '#probes/gradient-noise-anisotropy.ts'
import { exampleGradients } from '#probes/maths/chain/example-gradients.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import { gradientNoise } from '#probes/maths/chain/gradient-noise.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { jackknife } from '#probes/maths/statistics/jackknife.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Absent, Estimate } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { frozen } from './curvature.ts'
import { expected, inputs, smallChain } from './fluctuations-reference.ts'
import { fine, matrix, openLab } from './lab.ts'
import { gaussian } from './random.ts'

/** The noise of single gradients, against the curvature of the loss. */
const lab = await openLab()
interface Answer {
  readonly trace: Estimate
  readonly anisotropy: Estimate
  readonly alignment: Estimate
  readonly noise: number
}
const ask = (chain: Chain, draws = 20) =>
  lab.measure(
    gradientNoiseAnisotropy,
    { chain, objective: { ...frozen(objectiveOf(chain, lab.linalg)), examples: chain.train.inputs.rows } },
    { draws },
  ) as unknown as Answer
const within = ({ estimate, standardError }: Estimate, value: number, errors = 4) =>
  expect(Math.abs(estimate - value), `${estimate} ± ${standardError} against ${value}`).toBeLessThan(
    errors * standardError,
  )

describe.each([
  ['mse', expected.squares],
  ['cross-entropy', expected.crossEntropy],
] as const)('under %s', (kind, wanted) => {
  const chain = smallChain(kind, inputs.theta)

  it('is that of the matrices themselves, within errors that are small', () => {
    const { noise, ...estimates } = ask(chain, 1000)
    expectClose(noise, wanted.noise, FLOAT64)
    for (const part of ['trace', 'anisotropy', 'alignment'] as const) {
      within(estimates[part], wanted[part])
      expect(estimates[part].standardError / Math.abs(wanted[part])).toBeLessThan(0.1)
    }
  })

  it('in float32 as in float64', () => {
    const coarse = smallChain(kind, inputs.theta, matrix)
    const [found, plain] = [ask(coarse), ask(chain)]
    for (const part of ['trace', 'anisotropy', 'alignment'] as const)
      expectClose(found[part].estimate, plain[part].estimate, 1e-4)
  })

  it('goes as the square and the first power of the loss: the ratios stay when the loss is summed', () => {
    const summed: Chain = { ...chain, loss: { kind, reduction: 'sum' } }
    const factor = kind === 'mse' ? 2 : 1 // the mean is over both outputs, the sum is not
    const [found, plain] = [ask(summed), ask(chain)]
    expectClose(found.noise, factor ** 2 * plain.noise, FLOAT64)
    expectClose(found.trace.estimate, factor ** 3 * plain.trace.estimate, FLOAT64)
    expectClose(found.anisotropy, plain.anisotropy, FLOAT64)
    expectClose(found.alignment, plain.alignment, FLOAT64)
  })
})

describe('one linear layer', () => {
  /** f = x · w with isotropic inputs: Σ = residual variance times H, so that noise and curvature are aligned. */
  const regression = (noise: number, scale = 1): Chain => {
    const inputsAt = gaussian(600, 3, 1).map((row) => [row[0]! * 3, row[1]!, row[2]!])
    const errors = gaussian(600, 1, 2)
    const targets = inputsAt.map((row, i) => [scale * (row[0]! - row[1]! + noise * errors[i]![0]!)])
    const train = { inputs: fine(inputsAt), targets: fine(targets), labels: null }
    return {
      layers: [{ name: 'w', weight: fine([[scale], [-scale], [0]]), bias: null, activation: 'linear' }],
      loss: { kind: 'mse', reduction: 'mean' },
      probe: train,
      train,
      test: null,
    }
  }

  it('at its minimum has noise like the Hessian: alignment 1, anisotropy d tr H²/(tr H)²', () => {
    const { alignment, anisotropy } = ask(regression(0.5), 400)
    // H is 2 diag(9, 1, 1) in the mean.
    within(alignment, 1)
    expect(alignment.standardError).toBeLessThan(0.05)
    within(anisotropy, (3 * 83) / 121)
    expect(anisotropy.standardError).toBeLessThan(0.2)
  })

  it('keeps its ratios when gradients are 1e-100 or 1e100 of what they were', () => {
    const plain = ask(regression(0.5))
    for (const scale of [1e-100, 1e100]) {
      const there = ask(regression(0.5, scale))
      expectClose(there.anisotropy, plain.anisotropy, FLOAT64)
      expectClose(there.alignment, plain.alignment, FLOAT64)
      expectClose(there.noise, scale ** 2 * plain.noise, FLOAT64)
    }
  })

  it('is absent where all examples have one gradient', () => {
    const chain = regression(0)
    const { anisotropy, alignment, noise } = ask(chain) as unknown as Record<string, Absent | number>
    expect(noise).toBe(0)
    for (const part of [anisotropy, alignment]) expect(part).toEqual({ absent: 'Every example has the same gradient' })
  })

  it('lets a divergence show', () => {
    const chain = regression(0.5)
    const [layer] = chain.layers
    const diverged = { ...chain, layers: [{ ...layer!, weight: fine([[NaN], [0], [0]]) }] }
    const { trace, anisotropy, alignment, noise } = ask(diverged)
    for (const { estimate } of [anisotropy, alignment]) expect(estimate).toBeNaN()
    expect(trace.estimate).toBeNaN()
    expect(noise).toBeNaN()
  })
})

describe('random combinations of gradients', () => {
  it('have the covariance of the gradients: its trace, and the square of its norm', () => {
    const chain = smallChain('mse', inputs.theta)
    const gradients = exampleGradients(chain.layers, chain.train, chain.loss, lab.linalg)
    const draw = gradientNoise(gradients, lab.linalg)
    const random = openStream(3, 'noise')
    const draws = Array.from({ length: 600 }, () => draw(random))
    const squares = draws.map((one) => one.reduce((sum, value) => sum + value ** 2, 0))
    const trace = jackknife([squares], ([mean = NaN]) => mean)
    within(trace, expected.squares.noise)
    expect(trace.standardError / trace.estimate).toBeLessThan(0.05)
    const pairs = draws.slice(1).map((one, i) => one.reduce((sum, value, k) => sum + value * draws[i]![k]!, 0) ** 2)
    const norm = expected.squares.trace / expected.squares.alignment / Math.sqrt(expected.squares.frobenius)
    within(
      jackknife([pairs], ([mean = NaN]) => mean),
      norm ** 2,
    )
  })
})

describe('the jackknife', () => {
  it('of a mean has the error of the mean', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6]
    const mean = values.reduce((sum, value) => sum + value / 8, 0)
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / 7, 0)
    expectClose(
      jackknife([values], ([of = NaN]) => of),
      { estimate: mean, standardError: Math.sqrt(variance / 8) },
      FLOAT64,
    )
  })
})
