import { every, type Claim } from '#src/vocabulary/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { sgd } from '#trainer/optimizers/index.ts'
import { gaussianMixture } from '#trainer/data/index.ts'
import { greatestOf, lastOf, leastOf, ratioOf, valueAt } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const AT_FIRST = valueAt('train-loss', 0)
const SOURCE =
  'Schoenholz et al. 2017, arXiv:1611.01232: a network is trained where signals pass through it; χ = σ_w²/2 a ReLU layer'
/** In units of the depth over which a small change dies out or grows by a factor of e. */
const TRAINABLE = 6

/**
 * Thirty layers are trained where signals pass through them, which for ReLU is at σ_w² = 2: below, what comes out says nothing of
 * what went in, and above, the first updates are so large that nothing is left of the network. How many layers can be trained is told by the depth
 * to which signals reach, before any training.
 */
export const trainableDepth = defineExperiment({
  id: 'trainable-depth',
  name: 'Trainable depth',
  about:
    'A deep ReLU network learns from weights of variance 2/n alone: from smaller ones its loss stays, from larger ones it diverges',
  reference: 'Schoenholz et al. 2017, arXiv:1611.01232; Doshi, He & Gromov 2023, arXiv:2111.12143',
  parameters: {
    classes: p.whole(4, 2, 100, 'Number of classes, all of the same size'),
    dimensions: p.whole(16, 1, 4096, 'Dimensions of a point'),
    trainPerClass: p.whole(25, 1, 10_000, 'Training examples of each class'),
    testPerClass: p.whole(25, 1, 10_000, 'Test examples of each class'),
    separation: p.number(4, 0, 1000, 'Length of each class mean; points have variance 1 in every direction'),
    width: p.width(100),
    depth: p.whole(30, 0, 200, 'Hidden layers'),
    activation: p.activation('relu', 'Function on each neuron'),
    weightVariance: p.number(2, 0, 100, 'σ_w²: initial weights have variance σ_w² over the number of inputs'),
    biasVariance: p.number(0, 0, 100, 'σ_b², the variance of the initial biases'),
    rate: p.rate(0.01),
    momentum: p.momentum(),
  },
  seed: 0,
  steps: 300,
  probes: [
    { probe: 'train-loss', cadence: every(5) },
    { probe: 'train-accuracy', cadence: every(5) },
    { probe: 'test-loss', cadence: every(20) },
    { probe: 'test-accuracy', cadence: every(20) },
    { probe: 'gradient-norm', cadence: every(10) },
    { probe: 'weight-norm', cadence: every(10) },
    'elapsed',
  ],
  claims: [
    {
      id: 'critical-learns',
      about: 'At σ_w² = 2 the loss of 30 layers falls below half of what it begins with',
      of: ratioOf(lastOf('train-loss'), AT_FIRST),
      from: null,
      to: 0.5,
      source: SOURCE,
    },
    untrained('ordered-stays', 'At σ_w² = 1 it does not: signals die out', 1),
    // Within a few updates there are no numbers left.
    { ...untrained('chaotic-diverges', 'Nor at σ_w² = 3, where they grow', 3), steps: 50 },
  ],
  family: {
    grid: ['depth=5,10,15,20,30,40', 'weightVariance=1,1.25,1.5,1.75,2,2.25,2.5,3'],
    picture: {
      kind: 'phase-diagram',
      x: { key: 'depth', label: 'hidden layers' },
      y: { key: 'weightVariance', label: 'weight variance' },
      of: greatestOf('train-accuracy'),
      label: 'accuracy',
      level: 0.9,
      falls: true,
      phases: ['not learned', 'learned'],
      theory: {
        label: `${TRAINABLE} ξ, ξ = 1/|ln χ|`,
        at: (_, weightVariance) => (weightVariance === 2 ? null : TRAINABLE / Math.abs(Math.log(weightVariance / 2))),
      },
    },
  },
  recipe: (values, seed) => ({
    task: gaussianMixture({ ...values, corruptionFraction: 0 }, seed),
    model: denseMlp({
      widths: [values.dimensions, ...Array<number>(values.depth).fill(values.width), values.classes],
      activation: values.activation,
      hasBiases: true,
      initialization: {
        kind: 'normal',
        weightVariance: values.weightVariance,
        biasVariance: values.biasVariance,
      },
    }),
    loss: crossEntropy(1),
    optimizer: sgd({ rate: values.rate, momentum: values.momentum }),
  }),
})

/** Never below half of the first loss, as long as it is a number. */
function untrained(id: string, about: string, weightVariance: number): Claim {
  const of = ratioOf(leastOf('train-loss'), AT_FIRST)
  return { id, about, of, from: 0.5, to: null, source: SOURCE, settings: { weightVariance } }
}
