import { describe, expect, it } from 'vitest'
import { effectiveTemperature } from '#probes/effective-temperature.ts'
import { gradientCoherence } from '#probes/gradient-coherence.ts'
import { gradientNoiseScale } from '#probes/gradient-noise-scale.ts'
import { gradientSnr } from '#probes/gradient-snr.ts'
import type { Inputs, Objective } from '#probes/inputs.ts'
import type { Chain } from '#probes/maths/chain/chain.ts'
import {
  exampleGradients,
  gradientGram,
  gradientVariance,
  meanGradient,
  meanSquareGradient,
  squaredGradientNorms,
} from '#probes/maths/chain/example-gradients.ts'
import { objectiveOf } from '#probes/maths/chain/objective.ts'
import { isAbsent, type Estimate } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { fine, openLab } from './lab.ts'
import { gaussian } from './random.ts'
import { randomChain } from './random-chain.ts'
import { chainIn, PRECISIONS, reference } from './weights-reference.ts'

const lab = await openLab()
const { expected } = reference
const minibatch: Inputs['optimizer'] = {
  kind: 'gradient-descent',
  rate: 0.3,
  momentum: 0,
  l2: 0,
  isFullBatch: false,
  batchSize: 4,
  preconditioner: null,
}

describe.each(PRECISIONS)(
  'against the gradients of single examples by torch.func, in %s',
  (_name, precision, tolerance) =>
    describe.each([
      ['cross-entropy', 'crossEntropy'],
      ['mse', 'squares'],
    ] as const)('%s', (kind, key) => {
      const chain = chainIn(precision, kind)
      const facts = expected[key]
      const gradients = () => exampleGradients(chain.layers, chain.train, chain.loss, lab.linalg)

      it('their inner products', () => {
        const scale = Math.max(...facts.gram)
        const { data } = gradientGram(gradients(), lab.linalg)
        facts.gram.forEach((value, i) => expect(Math.abs((data[i] ?? NaN) - value)).toBeLessThan(tolerance * scale))
        const norms = squaredGradientNorms(gradients())
        expectClose(
          [...norms],
          facts.gram.filter((_, i) => i % (norms.length + 1) === 0),
          tolerance,
        )
      })

      it('their means, entry by entry, and those of their squares', () => {
        const mean = meanGradient(gradients(), lab.linalg)
        const scale = Math.max(...facts.mean.map(Math.abs))
        expect(mean).toHaveLength(facts.mean.length)
        facts.mean.forEach((value, i) => expect(Math.abs((mean[i] ?? NaN) - value)).toBeLessThan(tolerance * scale))
        expectClose([...meanSquareGradient(gradients(), lab.linalg)], facts.meanSquare, 10 * tolerance)
        expectClose(gradientVariance(gradients(), lab.linalg), facts.variance, tolerance)
      })

      it('coherence, signal-to-noise ratio and temperature', () => {
        expectClose(lab.measure(gradientCoherence, { chain }), facts.coherence, tolerance)
        expectClose(lab.measure(gradientSnr, { chain }), facts.snr, 10 * tolerance)
        const temperature = lab.measure(effectiveTemperature, { chain, optimizer: minibatch })
        expectClose(temperature, (0.3 * facts.variance) / 8 / facts.mean.length, tolerance)
      })
    }),
)

it('their mean is the gradient of the objective', () => {
  const chain = randomChain({ sizes: [3, 4, 2], activation: 'gelu', loss: { kind: 'mse', reduction: 'half-batch-mean' }, examples: 9, seed: 4 }) // prettier-ignore
  const objective = objectiveOf(chain, lab.linalg)
  const mean = meanGradient(exampleGradients(chain.layers, chain.train, chain.loss, lab.linalg), lab.linalg)
  expectClose([...mean], [...objective.gradient(objective.parameters)], 1e-9)
})

/** One linear neuron without bias on squares: the gradient of an example is x (w·x − t), here −t x at w = 0. */
function neuron(examples: readonly { x: readonly number[]; t: number; label?: number }[]): Chain {
  const width = examples[0]?.x.length ?? 0
  const train = {
    inputs: fine(examples.map(({ x }) => x)),
    targets: fine(examples.map(({ t }) => [t])),
    labels: Int32Array.from(examples, ({ label = 0 }) => label),
  }
  const weight = fine(Array.from({ length: width }, () => [0]))
  const layers = [{ name: 'w', weight, bias: null, activation: 'linear' as const }]
  return { layers, loss: { kind: 'mse', reduction: 'half-batch-mean' }, probe: train, train, test: null }
}

describe('gradient coherence', () => {
  const of = (chain: Chain, options = {}) => lab.numbers(gradientCoherence, { chain }, options)

  it('is 1 of equal gradients, 1/n of orthogonal ones and 0 of those that cancel', () => {
    const same = { x: [1, 2], t: 3 }
    expectClose(of(neuron([same, same, same])).coherence, 1, FLOAT64)
    const apart = [0, 1, 2].map((i) => ({ x: [0, 1, 2].map((j) => +(i === j)), t: 1 }))
    expectClose(of(neuron(apart)).coherence, 1 / 3, FLOAT64)
    expect(of(neuron([same, { x: [1, 2], t: -3 }])).coherence).toBe(0)
    expect(of(neuron([same])).coherence).toBe(1)
  })

  it('tells pairs of the same class from pairs of different ones', () => {
    const chain = neuron([
      { x: [1, 0], t: 2, label: 0 },
      { x: [3, 0], t: 1, label: 0 },
      { x: [1, 1], t: 1, label: 1 },
    ])
    const found = of(chain)
    expectClose(found.within, 1, FLOAT64)
    expectClose(found.between, Math.SQRT1_2, FLOAT64)
    const mean = [3 + 2 + 1, 1].map((sum) => sum / 3)
    expectClose(found.coherence, ((mean[0] ?? 0) ** 2 + (mean[1] ?? 0) ** 2) / ((4 + 9 + 2) / 3), FLOAT64)
    const unlabeled = { ...chain, train: { ...chain.train, labels: null } }
    expect(of(unlabeled).within).toEqual({ absent: 'The task has no classes' })
  })

  it('looks at the first examples only, and leaves those without gradient out of the cosines', () => {
    const chain = neuron([{ x: [1, 0], t: 2 }, { x: [1, 0], t: 5 }, { x: [0, 1], t: 1 }, { x: [1, 1], t: 0 }]) // prettier-ignore
    expectClose(of(chain, { examples: 2 }).within, 1, FLOAT64)
    expectClose(of(chain).within, 1 / 3, FLOAT64)
    expect(of(chain).between).toEqual({ absent: 'No pair of examples is of different classes' })
    expect(lab.measure(gradientCoherence, { chain: neuron([{ x: [1], t: 0 }]) })).toEqual({
      absent: 'All gradients are zero',
    })
  })

  it('does not change with the scale of the loss', () => {
    const chain = chainIn(Float64Array, 'mse')
    const summed = { ...chain, loss: { kind: 'mse', reduction: 'sum' } } as const
    expectClose(of(summed), of(chain), FLOAT64)
  })
})

describe('gradient signal-to-noise ratio', () => {
  it('by hand: gradients 1 and 3 of one weight have mean 2 and variance 1', () => {
    const chain = neuron([{ x: [1], t: -1 }, { x: [1], t: -3 }]) // prettier-ignore
    expectClose(lab.measure(gradientSnr, { chain }), { total: 4, w: 4 }, FLOAT64)
  })

  it.each([1e-9, 1e-3, 1e3, 1e9])('is the same of gradients that are all %d times as large', (scale) => {
    const chain = neuron([{ x: [1], t: -scale }, { x: [1], t: -3 * scale }]) // prettier-ignore
    expectClose(lab.measure(gradientSnr, { chain }), { total: 4, w: 4 }, FLOAT64)
    const equal = neuron([{ x: [0.1], t: 0.3 * scale }, { x: [0.1], t: 0.3 * scale }, { x: [0.1], t: 0.3 * scale }]) // prettier-ignore
    expect(lab.measure(gradientSnr, { chain: equal })).toMatchObject({ total: { absent: expect.any(String) } })
  })

  it('leaves out what does not vary: inputs that never occur, and gradients that are all equal', () => {
    const chain = neuron([{ x: [1, 0, 0.1], t: -1 }, { x: [1, 0, 1 / 30], t: -3 }]) // prettier-ignore
    expectClose(lab.measure(gradientSnr, { chain }), { total: 4, w: 4 }, FLOAT64)
    const equal = neuron([{ x: [1], t: 3 }, { x: [1], t: 3 }]) // prettier-ignore
    const why = { absent: 'The gradient of no parameter varies' }
    expect(lab.measure(gradientSnr, { chain: equal })).toEqual({ total: why, w: why })
  })
})

describe('effective temperature', () => {
  const chain = chainIn(Float64Array, 'cross-entropy')
  const at = (changes: Partial<Inputs['optimizer']>, of: Chain = chain) =>
    lab.measure(effectiveTemperature, { chain: of, optimizer: { ...minibatch, ...changes } }) as number

  it('grows with the rate, falls with the batch, and momentum is a larger rate', () => {
    expectClose(at({ rate: 0.9 }), 3 * at({}), FLOAT64)
    expectClose(at({ batchSize: 8 }), at({}) / 2, FLOAT64)
    expectClose(at({ kind: 'heavy-ball', momentum: 0.9 }), 10 * at({}), FLOAT64)
  })

  it('takes the rate per example where the loss is a sum', () => {
    const summed = { ...chain, loss: { kind: 'cross-entropy', reduction: 'sum' } } as const
    expectClose(at({}, summed), 4 * at({}), FLOAT64)
  })

  it('has no meaning without noise, or with many rates', () => {
    expect(at({ isFullBatch: true })).toEqual({ absent: 'A full batch has no noise' })
    expect(isAbsent(at({ kind: 'adam' }))).toBe(true)
  })
})

describe('gradient noise scale', () => {
  const of = (objective: Partial<Objective>, options = {}) =>
    lab.measure(
      gradientNoiseScale,
      { objective: { parameters: new Float64Array(1), loss: () => 1, ...objective } as Objective },
      options,
    ) as {
      readonly scale: Estimate
      readonly signal: Estimate
      readonly noise: Estimate
    }
  /** Fixed gradients of examples, of which a batch has the mean. */
  const averaging = (gradients: number[][]) => ({
    examples: gradients.length,
    gradient: (_at: Float64Array, examples = new Int32Array()) =>
      Float64Array.from(gradients[0] ?? [], (_, j) => {
        return examples.reduce((sum, i) => sum + (gradients[i]?.[j] ?? 0), 0) / examples.length
      }),
  })

  it('finds |G|² and tr Σ where |g_B|² is exactly |G|² + tr Σ/B', () => {
    const [signal, noise] = [0.7, 12]
    const gradient = (_at: Float64Array, examples = new Int32Array()) =>
      Float64Array.of(Math.sqrt(signal + noise / examples.length))
    const found = of({ examples: 10, gradient }, { small: 3, large: 11 })
    expectClose([found.signal.estimate, found.noise.estimate, found.scale.estimate], [0.7, 12, 12 / 0.7], FLOAT64)
    for (const { standardError } of Object.values(found)) expect(standardError).toBeLessThan(1e-10)
  })

  it('of Gaussian gradients is within its errors of the truth, and the errors are not too large', () => {
    const gradients = gaussian(400, 6, 3).map((row) => row.map((value, j) => 2 * value + (j < 3 ? 0.8 : 0)))
    const mean = (gradients[0] ?? []).map((_, j) => gradients.reduce((sum, row) => sum + (row[j] ?? 0), 0) / 400)
    const signal = mean.reduce((sum, value) => sum + value ** 2, 0)
    const noise = gradients.flat().reduce((sum, value) => sum + value ** 2, 0) / 400 - signal
    const found = of(averaging(gradients), { draws: 400 })
    const away = ({ estimate, standardError }: Estimate, truth: number) => Math.abs(estimate - truth) / standardError
    expect(away(found.signal, signal)).toBeLessThan(4)
    expect(away(found.noise, noise)).toBeLessThan(4)
    expect(away(found.scale, noise / signal)).toBeLessThan(4)
    expect(found.scale.standardError / found.scale.estimate).toBeLessThan(0.1)
    // The error to first order, from that of the difference S − B |G|².
    expect(found.scale.standardError).toBeGreaterThan(0.5 * (found.noise.standardError / signal))
  })

  it('has the error of a ratio, by hand: of two draws that differ in the small batch alone', () => {
    const squares = [9, 7, 13, 7]
    let call = 0
    const gradient = () => Float64Array.of(Math.sqrt(squares[call++] ?? NaN))
    const found = of({ examples: 5, gradient }, { small: 2, large: 6, draws: 2 })
    // |g₁|² = 11 ± 2, |g₂|² = 7: |G|² = 5 ∓ 1, S = 12 ± 6, and the first order of (12 + 6ε)/(5 − ε) is 6/5 + 12/25.
    expectClose(Object.values(found.signal), [5, 1], FLOAT64)
    expectClose(Object.values(found.noise), [12, 6], FLOAT64)
    expectClose(Object.values(found.scale), [12 / 5, 6 / 5 + 12 / 25], FLOAT64)
  })

  it('of a network is that of the gradients of its examples', () => {
    const chain = chainIn(Float64Array, 'cross-entropy')
    const gradients = exampleGradients(chain.layers, chain.train, chain.loss, lab.linalg)
    const signal = meanGradient(gradients, lab.linalg).reduce((sum, value) => sum + value ** 2, 0)
    const found = lab.measure(
      gradientNoiseScale,
      { objective: objectiveOf(chain, lab.linalg) },
      { draws: 600 },
    ) as Record<string, Estimate>
    const { estimate = NaN, standardError = NaN } = found.scale ?? {}
    expect(Math.abs(estimate - gradientVariance(gradients, lab.linalg) / signal)).toBeLessThan(4 * standardError)
    expect(standardError / estimate).toBeLessThan(0.1)
  })

  it('is absent where the signal is not positive; signal and noise are not', () => {
    const falling = of({ examples: 5, gradient: (_at, examples) => Float64Array.of(1 / (examples?.length ?? 1)) })
    expect(falling.signal.estimate).toBeLessThan(0)
    expect(falling.noise.estimate).toBeGreaterThan(0)
    expect(falling.scale).toEqual({ absent: 'The estimate of the squared gradient is not positive' })
    expect(isAbsent(of(averaging([[1]]), { small: 8, large: 8 }))).toBe(true)
  })

  it('is absent for a loss that is a sum over examples, whose gradient grows with the batch', () => {
    const chain = chainIn(Float64Array, 'cross-entropy')
    const summed = { ...chain, loss: { kind: 'cross-entropy', reduction: 'sum' } } as const
    expect(lab.measure(gradientNoiseScale, { objective: objectiveOf(summed, lab.linalg) })).toEqual({
      absent: 'The loss is a sum over examples; train or measure a mean over them',
    })
  })

  it('is the same when asked again, and another under another seed of draws', () => {
    const objective = averaging(gaussian(50, 3, 1))
    expect(of(objective)).toEqual(of(objective))
    expect(of(objective, { draws: 17 }).noise.estimate).not.toBe(of(objective).noise.estimate)
  })
})
