import { every } from '#src/vocabulary/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { gaussianMixture as mixtureOfGaussians } from '#trainer/data/index.ts'
import { firstAbove, lastOf, ratioOf, valueAt } from './claimed.ts'
import { outcomesUpTo } from './default-probes.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const SOURCE = 'Runs over seeds 0, 1 and 2, with their spread'
const COLLAPSE = 'Papyan, Han & Donoho 2020, arXiv:2008.08186, as runs over seeds 0, 1 and 2 show it here'
const NOISY = { settings: { corruptionFraction: 0.2 }, steps: 250 }
const fromStart = (series: string) => ratioOf(lastOf(series), valueAt(series, 0))

/**
 * Four classes of Gaussian points in 16 dimensions, by heart within a hundred steps, and trained on from there: the
 * features of the last layer draw together. With wrong labels among them what is right is learned first, and what is
 * wrong is learned by heart after that.
 */
export const gaussianMixture = defineExperiment({
  id: 'gaussian-mixture',
  name: 'Gaussian mixture',
  about:
    'A ReLU network learns to separate four Gaussian classes; as training continues, its features collapse to the class means',
  reference: 'Papyan, Han & Donoho 2020, arXiv:2008.08186',
  parameters: {
    classes: p.whole(4, 2, 100, 'Number of classes, all of the same size'),
    dimensions: p.whole(16, 1, 4096, 'Dimensions of a point'),
    trainPerClass: p.whole(100, 1, 10_000, 'Training examples of each class'),
    testPerClass: p.whole(100, 1, 10_000, 'Test examples of each class'),
    separation: p.number(3, 0, 1000, 'Length of each class mean; points have variance 1 in every direction'),
    corruptionFraction: p.corruptionFraction(),
    width: p.width(64),
    depth: p.whole(3, 0, 32, 'Hidden layers'),
    activation: p.activation('relu', 'Function on each neuron'),
    temperature: p.temperature(),
    rate: p.rate(3e-3),
    weightDecay: p.weightDecay(1),
    beta1: p.beta1(),
    beta2: p.beta2(0.999),
  },
  seed: 0,
  steps: 600,
  probes: [
    'train-accuracy',
    'train-loss',
    ...outcomesUpTo(16),
    'weight-norm',
    'gradient-norm',
    'label-noise-split',
    { probe: 'class-means', cadence: every(20) },
    { probe: 'neural-collapse', cadence: every(20) },
    { probe: 'linear-probe', cadence: every(50) },
    { probe: 'calibration-error', cadence: every(20) },
    'linear-cka',
    'effective-rank',
    'elapsed',
  ],
  opensWith: ['class-means'],
  claims: [
    {
      id: 'memorized',
      about: 'Train accuracy passes 0.99 before step 100',
      of: firstAbove('train-accuracy', 0.99),
      from: null,
      to: 100,
      source: SOURCE,
    },
    {
      id: 'classes-overlap',
      about: 'At the end test accuracy is between 0.85 and 0.98',
      of: lastOf('test-accuracy'),
      from: 0.85,
      to: 0.98,
      source: SOURCE,
    },
    {
      id: 'variability-collapses',
      about: 'The variability within classes (nc1) ends below a third of its value at the start',
      of: fromStart('neural-collapse/nc1'),
      from: null,
      to: 1 / 3,
      source: COLLAPSE,
    },
    {
      id: 'head-aligns',
      about: 'The distance of the head from the class means (nc3) ends below 0.7 of its value at the start',
      of: fromStart('neural-collapse/nc3'),
      from: null,
      to: 0.7,
      source: COLLAPSE,
    },
    {
      id: 'sees-through-noise',
      about:
        'With a fifth of the labels wrong, more than 0.75 of the wrong ones are answered with the true class at step 20',
      of: valueAt('label-noise-split/inverted', 20),
      from: 0.75,
      to: null,
      source: SOURCE,
      ...NOISY,
    },
    {
      id: 'memorizes-noise',
      about: 'By step 250 more than 0.95 of the wrong labels are answered as labeled',
      of: valueAt('label-noise-split/memorized', 250),
      from: 0.95,
      to: null,
      source: SOURCE,
      ...NOISY,
    },
  ],
  recipe: (values, seed) => ({
    task: mixtureOfGaussians(values, seed),
    model: denseMlp({
      widths: [values.dimensions, ...Array<number>(values.depth).fill(values.width), values.classes],
      activation: values.activation,
      hasBiases: true,
      initialization: { kind: 'pytorch' },
    }),
    loss: crossEntropy(values.temperature),
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
