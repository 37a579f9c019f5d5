import { every } from '#src/vocabulary/index.ts'
import { meanSquaredError } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { waves } from '#trainer/data/index.ts'
import { greatestOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const EARLY = greatestOf('condensation/w1', { from: 50, to: 150 })
const RUNS = 'Independent runs of 5 seeds, at step 100'

/**
 * Fifty neurons that begin near zero: before the loss has fallen far they point along one line, as if they were one
 * neuron. Those of an ordinary size stay as they were drawn.
 */
export const initialCondensation = defineExperiment({
  id: 'initial-condensation',
  name: 'Initial condensation',
  about: 'From tiny weights the neurons of a wide layer turn to one direction before they part again to fit the data',
  reference: 'Zhou et al. 2022, arXiv:2105.11686',
  parameters: {
    examples: p.whole(80, 1, 100_000, 'Training points in five dimensions, with the values of a smooth function'),
    testExamples: p.whole(400, 1, 100_000, 'Test points'),
    width: p.width(50),
    activation: p.activation('tanh', 'Function on each neuron'),
    deviation: p.number(0.005, 0, 100, 'Standard deviation of the initial weights and biases'),
    rate: p.rate(5e-4),
    beta1: p.beta1(),
    beta2: p.beta2(0.999),
  },
  seed: 0,
  steps: 1000,
  probes: [
    { probe: 'condensation', cadence: every(10) },
    { probe: 'train-loss', cadence: every(2) },
    { probe: 'test-loss', cadence: every(2) },
    'weight-norm',
    'gradient-norm',
    { probe: 'singular-values', cadence: every(10) },
    'elapsed',
  ],
  opensWith: ['condensation'],
  expects:
    'Between steps 50 and 150 more than 0.7 of the pairs of neurons are parallel, with activation=relu 0.15 to 0.55, and with deviation=1 at most 0.02',
  claims: [
    {
      id: 'condenses',
      about: 'Between steps 50 and 150 most pairs of tanh neurons are parallel',
      of: EARLY,
      from: 0.7,
      to: 1,
      source: `${RUNS}: 0.93, at least 0.77`,
    },
    {
      id: 'condenses-on-average',
      about: 'On average over seeds more than 0.85 of the pairs are',
      of: EARLY,
      from: 0.85,
      to: 1,
      source: `${RUNS}: 0.93`,
      over: 'mean',
    },
    {
      id: 'relu-condenses-on-more-directions',
      about: 'ReLU neurons turn to several directions',
      of: EARLY,
      from: 0.15,
      to: 0.55,
      source: `${RUNS}: 0.35`,
      settings: { activation: 'relu' },
      steps: 150,
    },
    {
      id: 'ordinary-weights-do-not-condense',
      about: 'Neurons of weights of size 1 stay as they were drawn',
      of: EARLY,
      from: 0,
      to: 0.02,
      source: `${RUNS}: at most 0.002`,
      settings: { deviation: 1 },
      steps: 150,
    },
  ],
  recipe: ({ examples, testExamples, width, activation, deviation, rate, beta1, beta2 }, seed) => ({
    task: waves({ examples, testExamples }, seed),
    model: denseMlp({
      widths: [5, width, 1],
      activation,
      hasBiases: true,
      initialization: { kind: 'alike', deviation },
    }),
    loss: meanSquaredError,
    optimizer: adamW({ rate, decay: 0, betas: [beta1, beta2] }),
  }),
})
