import { every, type Claim } from '#src/vocabulary/index.ts'
import { contextAttention, normal } from '#trainer/layers/index.ts'
import { meanSquaredError } from '#trainer/losses/index.ts'
import { layered, sequencesOfPointsEnter } from '#trainer/models/index.ts'
import { sgd } from '#trainer/optimizers/index.ts'
import { regressionInContext } from '#trainer/data/index.ts'
import { lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const DIMENSIONS = 5

/** Of the best Γ = γ I: γ = N/(N + d + 1), and the loss d (d + 1)/(N + d + 1) that it leaves. */
const bestLoss = (shots: number) => (DIMENSIONS * (DIMENSIONS + 1)) / (shots + DIMENSIONS + 1)
const bestScale = (shots: number) => shots / (shots + DIMENSIONS + 1)

/** What γ = N/(N + d + 1) leaves on inputs of variance v: v d (1 − 2 γ v + γ² v² (N + d + 1)/N). */
const lossOnWider = (shots: number, variance: number) =>
  variance * DIMENSIONS * (1 - 2 * bestScale(shots) * variance + bestScale(shots) * variance ** 2)

const CLOSED_FORM = 'Closed form, the minimum over Γ of E (y − xᵀ Γ Σ xᵢ yᵢ / N)² for isotropic inputs and tasks'

function leavesTheBestLoss(shots: number): Claim {
  return {
    id: `loss-of-${shots}-shots`,
    about: `With ${shots} answers in context the test loss is that of the best linear attention, ${bestLoss(shots).toFixed(3)}`,
    of: lastOf('test-loss'),
    ...{ from: 0.975 * bestLoss(shots), to: 1.025 * bestLoss(shots) },
    source: CLOSED_FORM,
    ...(shots === 10 ? {} : { settings: { shots }, tier: 'nightly' as const }),
  }
}

/** Every update sees tasks that were never seen before: what is learned is how to learn them from their contexts. */
export const iclRegression = defineExperiment({
  id: 'icl-regression',
  name: 'Regression in context',
  about: 'One head of linear attention learns to learn: it regresses on examples that are shown in its context',
  reference: 'von Oswald et al. 2023, arXiv:2212.07677',
  parameters: {
    dimensions: p.whole(DIMENSIONS, 1, 256, 'Dimensions d of an input'),
    shots: p.whole(10, 1, 512, 'Examples N in the context of each question'),
    attention: {
      type: 'choice',
      default: 'linear',
      choices: ['linear', 'softmax'],
      about: 'How scores become weights on the answers in context',
    },
    batchSize: p.whole(512, 1, 65_536, 'New contexts of each update'),
    testContexts: p.whole(40_000, 1, 1_000_000, 'Contexts by which the test loss is measured'),
    shift: p.number(Math.SQRT2, 0, 100, 'Standard deviation of the inputs out of the distribution; elsewhere it is 1'),
    rate: p.rate(0.02),
  },
  seed: 0,
  steps: 1500,
  probes: [
    { probe: 'train-loss', cadence: every(10) },
    { probe: 'test-loss', cadence: every(50) },
    { probe: 'out-of-distribution-loss', cadence: every(150) },
    { probe: 'weight-norm', cadence: every(10) },
    { probe: 'gradient-norm', cadence: every(10) },
    { probe: 'distance-from-initialization', cadence: every(10) },
    'elapsed',
  ],
  opensWith: ['test-loss', 'weight-norm'],
  claims: [
    ...[10, 2, 5, 20, 40].map(leavesTheBestLoss),
    {
      id: 'best-step',
      about: 'The map Γ comes to be N/(N + d + 1) times the identity: its norm is 0.625 √5',
      of: lastOf('weight-norm/gamma'),
      ...{ from: (bestScale(10) - 0.03) * Math.sqrt(DIMENSIONS), to: (bestScale(10) + 0.03) * Math.sqrt(DIMENSIONS) },
      source: CLOSED_FORM,
    },
    {
      id: 'wider-inputs-are-not-learned',
      about: 'On inputs √2 as wide the step is twice too long, and what was learned is worth no more than answering 0',
      of: lastOf('out-of-distribution-loss'),
      ...{ from: 0.9 * lossOnWider(10, 2), to: 1.1 * lossOnWider(10, 2) },
      source: `${CLOSED_FORM}; Zhang, Frei & Bartlett 2023, arXiv:2306.09927, of covariate shift`,
    },
    {
      id: 'softmax-is-worse',
      about: 'Softmax attention of the same size leaves more',
      of: lastOf('test-loss'),
      ...{ from: 2.85, to: 3.02 },
      source: 'Three seeds of another implementation: 2.93 ± 0.01',
      settings: { attention: 'softmax' },
      tier: 'nightly',
    },
  ],
  recipe: ({ dimensions, shots, attention, batchSize, testContexts, shift, rate }, seed) => ({
    task: regressionInContext({ dimensions, shots, testContexts, shift }, seed),
    model: layered({
      entrance: sequencesOfPointsEnter(shots + 1),
      layers: [
        contextAttention({ name: 'gamma', inputs: dimensions, mixing: attention, begins: normal(0.1 / dimensions) }),
      ],
    }),
    loss: meanSquaredError,
    optimizer: sgd({ rate }),
    batching: { kind: 'online', size: batchSize },
  }),
})
