import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { meanExcessLoss } from './maths/physics/langevin.ts'
import { meanEstimate } from './maths/statistics/mean-estimate.ts'

/** How degenerate the minimum is that training sits in: half the number of parameters that matter, counted with their singularities. */
export const localLearningCoefficient = defineProbe({
  id: 'local-learning-coefficient',
  name: 'Local learning coefficient',
  symbol: 'λ̂(w*)',
  formula: String.raw`n\beta \bigl( \mathbb{E}_w[L_n(w)] - L_n(w^*) \bigr), \qquad w \sim e^{-n\beta L_n(w) - \frac{\gamma}{2} \lVert w - w^* \rVert^2}, \quad \beta = \frac{1}{\ln n}`,
  unit: '1',
  about:
    'Effective dimension of the loss near the weights: the volume where it exceeds its minimum by less than ε goes ' +
    'as ε^λ. d/2 where the Hessian has full rank, and smaller the more degenerate the minimum; it jumps where the ' +
    'network changes the way it computes',
  caveat:
    'Depends on step size, γ, β and number of draws: compare at equal settings only. Assumes that the loss is a ' +
    'mean of negative log-likelihoods over n examples: with another reduction choose β accordingly. γ biases it ' +
    'down, a finite step up: with curvatures h, on a quadratic, the stationary value is Σ ½ nβh/(a(1 − εa/4)), a = ' +
    'nβh + γ. w* must be a local minimum, which early in training it is not',
  estimator:
    'Stochastic gradient Langevin dynamics from w*, Δw = −(ε/2)(nβ∇L + γ(w − w*)) + N(0, ε); mean over independent ' +
    'chains, with the standard error of that mean. Each draw compares L(w) and L(w*) on one fresh minibatch',
  edges:
    'Absent where a chain diverges, where the value is negative (w* is no local minimum, or the chains have not ' +
    'mixed), where it exceeds d, twice its bound of d/2 (the step is too large), and for fewer than 2 examples',
  reference: 'Lau et al. 2023, arXiv:2308.12108; Watanabe 2013, JMLR 14; Welling & Teh 2011, ICML',
  needs: ['objective'],
  cost: 'passes',
  cadence: every(1000),
  group: 'curvature',
  output: scalar(),
  options: [
    { key: 'chains', about: 'Independent chains', type: 'integer', default: 4, min: 2, max: 1000 },
    {
      key: 'draws',
      about: 'Number of draws kept from each chain',
      type: 'integer',
      default: 50,
      min: 1,
      max: 1_000_000,
    },
    {
      key: 'burnIn',
      about: 'Steps of each chain before the first draw',
      type: 'integer',
      default: 50,
      min: 0,
      max: 1_000_000,
    },
    { key: 'step', about: 'Step size ε of the dynamics', type: 'number', default: 1e-4, min: 1e-12, max: 10 },
    {
      key: 'pull',
      about: 'γ, the strength of the restoring force towards w*',
      type: 'number',
      default: 100,
      min: 0,
      max: 1e9,
    },
    { key: 'beta', about: 'Inverse temperature β; 0 for 1/ln n', type: 'number', default: 0, min: 0, max: 1e9 },
    {
      key: 'batch',
      about: 'Examples of a minibatch; 0 for all',
      type: 'integer',
      default: 128,
      min: 0,
      max: 1_000_000,
    },
  ],
  theory: [
    {
      label: 'Regular model',
      formula: String.raw`d/2`,
      value: null,
      reference: 'Watanabe 2013, JMLR 14',
    },
  ],
  measure: ({ objective }, { random, options }) => {
    const { examples, parameters } = objective
    if (examples < 2) return absent('Needs 2 examples: 1/ln n is not defined for one')
    const heat = examples * (Number(options.beta) || 1 / Math.log(examples))
    const settings = {
      heat,
      step: Number(options.step),
      pull: Number(options.pull),
      burnIn: Number(options.burnIn),
      draws: Number(options.draws),
      batch: Number(options.batch),
    }
    const chains = Float64Array.from({ length: Number(options.chains) }, () => {
      return heat * meanExcessLoss(objective, settings, random)
    })
    if (!chains.every(Number.isFinite)) return absent('A chain diverged: make the step smaller')
    const found = meanEstimate(chains)
    const text = `${found.estimate.toPrecision(3)} ± ${found.standardError.toPrecision(1)}`
    if (found.estimate < 0) return absent(`Negative, ${text}: the weights are not at a local minimum`)
    if (found.estimate > parameters.length) {
      return absent(`${text} is more than twice its bound of d/2 = ${parameters.length / 2}: make the step smaller`)
    }
    return found
  },
})
