import { every } from '#src/vocabulary/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { gaussianMixture as mixtureOfGaussians } from '#trainer/data/index.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

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
    'test-accuracy',
    'train-loss',
    'test-loss',
    'generalization-gap',
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
  expects:
    'Train accuracy passes 0.99 before step 100; at the end test accuracy is between 0.85 and 0.98 and nc1 and nc3 are below 1/3 and 0.7 of their values at the start. ' +
    'With corruptionFraction=0.2 more than 0.75 of the wrong labels are answered with the true class at step 20, and more than 0.95 as labeled at step 250',
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
