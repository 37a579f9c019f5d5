import { every, type Claim } from '#src/vocabulary/index.ts'
import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularPolynomial, POLYNOMIALS, type Polynomial } from '#trainer/data/index.ts'
import { firstAbove, lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

type Tier = NonNullable<Claim['tier']>
const PAPER = 'Doshi et al. 2024, arXiv:2406.03495'

function understood(polynomial: Polynomial, about: string, tier: Tier): Claim {
  return {
    id: `understands-${idOf(polynomial)}`,
    about,
    of: firstAbove('test-accuracy', 0.99),
    from: 20,
    to: 100,
    source: `${PAPER}; at most twice the 36 to 50 steps of addition`,
    settings: { polynomial },
    tier,
  }
}

function notUnderstood(polynomial: Polynomial, tier: Tier): Claim[] {
  const settings = { polynomial }
  return [
    {
      id: `memorizes-${idOf(polynomial)}`,
      about: `Every training pair of ${polynomial} is known by heart`,
      of: lastOf('train-accuracy'),
      from: 0.99,
      to: 1,
      source: PAPER,
      settings,
      tier,
    },
    {
      id: `does-not-understand-${idOf(polynomial)}`,
      about: `No more of ${polynomial} is understood: other pairs are answered hardly better than by guessing`,
      of: lastOf('test-accuracy'),
      from: 0,
      to: 0.05,
      source: PAPER,
      settings,
      tier,
    },
  ]
}

/** In words of letters: a^2+a*b is `a2-ab`. */
function idOf(polynomial: Polynomial): string {
  return polynomial.replaceAll(/[\^*]/g, '').replaceAll('+', '-')
}

/**
 * Polynomials of two residues at the settings at which addition is grokked. Products become sums under the discrete
 * logarithm, sums of squares are sums of other functions: both are understood. A polynomial that mixes the two is known by
 * heart, and no more.
 */
export const modularPolynomials = defineExperiment({
  id: 'modular-polynomials',
  name: 'Polynomials mod 97',
  about:
    'The network that groks addition learns products too, which logarithms make into sums, and fails on polynomials that are neither',
  reference: 'Doshi et al. 2024, arXiv:2406.03495',
  parameters: {
    polynomial: {
      type: 'choice',
      default: 'a*b',
      choices: POLYNOMIALS,
      about: 'What is asked of the residues a and b',
    },
    modulus: p.modulus(97),
    trainFraction: p.trainFraction(0.5),
    width: p.width(500),
    activation: p.activation(),
    initialScale: p.initialScale(0.5),
    rate: p.rate(0.01),
    weightDecay: p.weightDecay(5),
    beta1: p.beta1(),
    beta2: p.beta2(),
  },
  seed: 0,
  steps: 100,
  probes: [
    { probe: 'train-accuracy', cadence: every(2) },
    { probe: 'test-accuracy', cadence: every(2) },
    { probe: 'train-loss', cadence: every(2) },
    { probe: 'test-loss', cadence: every(2) },
    { probe: 'inverse-participation-ratio', cadence: every(10) },
    'weight-norm',
    'gradient-norm',
    'elapsed',
  ],
  expects:
    'Test accuracy of a*b and a^2+b^2 passes 0.99 before step 100, twice what addition takes; that of a^2+a*b+b^2 and a^3+a*b stays below 0.05, though their training pairs are known by heart',
  claims: [
    understood('a*b', 'Products are understood as fast as sums, which their logarithms are', 'ci'),
    understood('a^2+b^2', 'Sums of squares are understood too', 'nightly'),
    ...notUnderstood('a^2+a*b+b^2', 'ci'),
    ...notUnderstood('a^3+a*b', 'nightly'),
  ],
  recipe: (values, seed) => ({
    task: modularPolynomial(values.polynomial, values, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
