import { absent, estimate, every, type Estimate } from '#src/vocabulary/index.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Objective } from './inputs.ts'
import { defineProbe, scalars } from './define.ts'
import { meanEstimate } from './maths/statistics/mean-estimate.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'
import { ordinaryNumbers } from './maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'

/** The batch size at which noise and signal of the gradient balance: below it a larger batch pays, far above it not. */
export const gradientNoiseScale = defineProbe({
  id: 'gradient-noise-scale',
  name: 'Gradient noise scale',
  symbol: 'B_simple',
  formula: String.raw`B = \frac{S}{|G|^2}, \quad |G|^2 = \frac{B_2 |g_2|^2 - B_1 |g_1|^2}{B_2 - B_1}, \quad S = \frac{|g_1|^2 - |g_2|^2}{1/B_1 - 1/B_2}`,
  unit: '1',
  about:
    'tr Σ/|G|², in examples: the batch size at which the gradient becomes mostly signal (part scale). Part signal ' +
    'is |G|², part noise is tr Σ. It grows as the loss falls, so the best batch size does too',
  caveat:
    'Assumes that the Hessian is a multiple of the identity; preconditioned optimizers have a different scale. ' +
    'Near a minimum |G|² vanishes and its estimate may be negative. The loss must be a mean over examples',
  estimator:
    'Unbiased estimates of |G|² and S from gradients on batches of two sizes, drawn with replacement from the ' +
    'training split; each is averaged over the draws before the ratio is taken, never the ratio. Standard errors ' +
    'from the spread of the draws, that of the ratio to first order',
  edges:
    'The ratio is absent where the estimate of |G|² is not positive; signal and noise are given in any case. Absent for a loss that is a sum over examples',
  reference: 'McCandlish et al. 2018, arXiv:1812.06162',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(200),
  group: 'gradients',
  output: scalars({ headline: 'scale', scale: 'log' }),
  options: [
    { key: 'small', about: 'Examples of the small batch', type: 'integer', default: 16, min: 1, max: 100_000 },
    { key: 'large', about: 'Examples of the large batch', type: 'integer', default: 256, min: 2, max: 1_000_000 },
    { key: 'draws', about: 'Pairs of batches', type: 'integer', default: 16, min: 2, max: 10_000 },
  ],
  measure: ({ objective }, { options, random }) => {
    const [small, large] = [Number(options.small), Number(options.large)]
    if (large <= small) return absent(`Needs a large batch above the small one: ${large} is not above ${small}`)
    // One unit for all draws, that of the first gradient which is not zero; the ratio does not depend on it.
    let exponent: number | null = null
    if (isSum(objective)) return absent('The loss is a sum over examples; train or measure a mean over them')
    const squareOn = (size: number) => {
      const gradient = objective.gradient(objective.parameters, drawn(size, objective.examples, random))
      exponent ??= gradient.every((value) => value === 0) ? null : ordinaryNumbers(gradient).exponent
      return sumOfSquares(exponent === 0 ? gradient : gradient.map((value) => timesPowerOfTwo(value, -(exponent ?? 0))))
    }
    const pairs = Array.from({ length: Number(options.draws) }, () => ({ few: squareOn(small), many: squareOn(large) }))
    const signals = pairs.map(({ few, many }) => (large * many - small * few) / (large - small))
    const noises = pairs.map(({ few, many }) => (few - many) / (1 / small - 1 / large))
    const [signal, noise] = [meanEstimate(signals), meanEstimate(noises)]
    const ratio = noise.estimate / signal.estimate
    const residuals = noises.map((value, i) => value - ratio * (signals[i] ?? 0))
    const scale =
      signal.estimate > 0 || !Number.isFinite(signal.estimate)
        ? estimate(ratio, meanEstimate(residuals).standardError / signal.estimate)
        : absent('The estimate of the squared gradient is not positive')
    return { scale, signal: inUnit(signal, 2 * (exponent ?? 0)), noise: inUnit(noise, 2 * (exponent ?? 0)) }
  },
})

function inUnit({ estimate: value, standardError }: Estimate, exponent: number): Estimate {
  return estimate(timesPowerOfTwo(value, exponent), timesPowerOfTwo(standardError, exponent))
}

/** Whether an example that stands twice counts twice. */
function isSum({ loss, parameters }: Objective): boolean {
  return loss(parameters, Int32Array.of(0, 0)) > 1.5 * loss(parameters, Int32Array.of(0))
}

function drawn(count: number, from: number, random: RandomStream): Int32Array {
  return Int32Array.from({ length: count }, () => random.integer(from))
}
