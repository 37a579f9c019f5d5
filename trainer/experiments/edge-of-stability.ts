import { every } from '#src/vocabulary/index.ts'
import { squaredError } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { sgd } from '#trainer/optimizers/index.ts'
import { randomLabels } from '#trainer/data/index.ts'
import { firstAbove, greatestOf, medianOf, valueAt } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const ARRIVAL = firstAbove('edge-of-stability', 0.98)
const SOURCE = 'Independent runs in JAX over five seeds, with their spread'
const THRESHOLD = 'Gradient descent is stable where the sharpness is below 2/η: Cohen et al. 2021, arXiv:2103.00065'

/**
 * Full-batch gradient descent on a hundred random points: the sharpness rises until it reaches 2/η, and stays there
 * while the loss goes on falling. The loss is half the squared error a sample, the reduction in which 2/η is a threshold
 * for the rate as it stands.
 */
export const edgeOfStability = defineExperiment({
  id: 'edge-of-stability',
  name: 'Edge of stability',
  about: 'A tanh network memorizes 100 random points by gradient descent; its sharpness climbs to 2/η and hovers there',
  reference: 'Cohen et al. 2021, arXiv:2103.00065',
  parameters: {
    examples: p.whole(100, 1, 10_000, 'Number of Gaussian points, each with a class drawn at random'),
    dimensions: p.whole(20, 1, 4096, 'Dimensions of a point'),
    classes: p.whole(4, 2, 1000, 'Classes; the targets are one-hot'),
    width: p.width(64),
    activation: p.activation('tanh', 'Function on each neuron'),
    rate: p.rate(0.2), // at 0.1 the threshold of 20 lies above all that this network reaches
    momentum: p.momentum(),
  },
  seed: 0,
  steps: 1500,
  probes: [
    'train-loss',
    'train-accuracy',
    'weight-norm',
    'gradient-norm',
    { probe: 'sharpness', cadence: every(5) },
    { probe: 'edge-of-stability', cadence: every(5) },
  ],
  claims: [
    {
      id: 'starts-stable',
      about: 'η λ_max / 2 starts below 0.3',
      of: valueAt('edge-of-stability', 0),
      from: null,
      to: 0.3,
      source: SOURCE,
      steps: 1,
    },
    {
      id: 'arrives',
      about: 'It first reaches 0.98 at step 200 to 320',
      of: ARRIVAL,
      from: 200,
      to: 320,
      source: SOURCE,
      tier: 'nightly',
    },
    {
      id: 'hovers',
      about: 'From there on its median is between 0.97 and 1.03',
      of: medianOf('edge-of-stability', { from: ARRIVAL }),
      from: 0.97,
      to: 1.03,
      source: THRESHOLD,
      tier: 'nightly',
    },
    {
      id: 'arrives-sooner',
      about: 'At rate 0.4 it first reaches 0.98 at step 50 to 100',
      of: ARRIVAL,
      from: 50,
      to: 100,
      source: SOURCE,
      settings: { rate: 0.4 },
      steps: 200,
    },
    {
      id: 'never-arrives',
      about: 'At rate 0.1 it stays below 0.8',
      of: greatestOf('edge-of-stability'),
      from: null,
      to: 0.8,
      source: SOURCE,
      settings: { rate: 0.1 },
      steps: 3_000,
      tier: 'nightly',
    },
  ],
  family: {
    grid: ['rate=0.2,0.3,0.4,0.5,0.6'],
    seeds: '2',
    steps: 1000,
    picture: {
      kind: 'curves',
      x: { key: 'rate', label: 'learning rate η', scale: 'log' },
      of: medianOf('sharpness', { from: ARRIVAL }),
      label: 'median sharpness after arrival',
      scale: 'log',
      fit: 'power-law',
      theory: { label: '2/η', at: (rate) => 2 / rate },
    },
  },
  recipe: ({ examples, dimensions, classes, width, activation, rate, momentum }, seed) => ({
    task: randomLabels({ examples, dimensions, classes }, seed),
    model: denseMlp({
      widths: [dimensions, width, width, classes],
      activation,
      hasBiases: true,
      initialization: { kind: 'pytorch' },
    }),
    loss: squaredError('half-batch-mean'),
    optimizer: sgd({ rate, momentum }),
  }),
})
