import { every } from '#src/vocabulary/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { gaussianMixture, withConfusedClasses } from '#trainer/data/index.ts'
import { lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

/**
 * Four classes that are easily told apart, of which one is labeled as another four times in ten. Two networks are trained
 * on samples of their own until each knows its labels by heart. On unseen examples neither answers with the more likely
 * label: each is wrong as often as its labels were, and the two agree as often as each is right.
 */
export const distributionalGeneralization = defineExperiment({
  id: 'distributional-generalization',
  name: 'Distributional generalization',
  about:
    'Two networks learn noisy labels by heart; on unseen examples they reproduce the noise, class by class, and agree as often as they are right',
  reference: 'Nakkiran & Bansal 2020, arXiv:2009.08092',
  parameters: {
    classes: p.whole(4, 2, 100, 'Number of classes, all of the same size'),
    dimensions: p.whole(10, 1, 4096, 'Dimensions of a point'),
    trainPerClass: p.whole(250, 1, 10_000, 'Training examples of each class, for each of the two networks'),
    testPerClass: p.whole(250, 1, 10_000, 'Test examples of each class'),
    separation: p.number(8, 0, 1000, 'Length of each class mean; points have variance 1 in every direction'),
    confusion: p.number(0.4, 0, 1, 'Probability with which an example of class 0 is labeled as class 1'),
    width: p.width(64),
    depth: p.whole(2, 0, 32, 'Hidden layers'),
    activation: p.activation('relu', 'Function on each neuron'),
    batchSize: p.batchSize(100),
    rate: p.rate(3e-3),
    beta1: p.beta1(),
    beta2: p.beta2(0.999),
  },
  seed: 0,
  steps: 1500,
  probes: [
    { probe: 'train-accuracy', cadence: every(20) },
    { probe: 'test-accuracy', cadence: every(20) },
    { probe: 'train-loss', cadence: every(20) },
    { probe: 'test-loss', cadence: every(20) },
    { probe: 'feature-calibration', cadence: every(50) },
    { probe: 'agreement', cadence: every(50) },
    { probe: 'confusion-matrix', cadence: every(100) },
    { probe: 'label-noise-split', cadence: every(50) },
    'gradient-norm',
    'elapsed',
  ],
  opensWith: ['feature-calibration', 'agreement'],
  claims: [
    {
      id: 'knows-labels-by-heart',
      about: 'Every training label is known by heart, the wrong ones too',
      of: lastOf('train-accuracy'),
      from: 0.99,
      to: null,
      source: 'Nakkiran & Bansal 2020: the property is one of networks that interpolate',
    },
    {
      id: 'reproduces-the-noise',
      about:
        'On unseen examples each class is answered as it was labeled: the distance between the two is at most 0.02',
      of: lastOf('feature-calibration'),
      from: 0,
      to: 0.02,
      // A quarter of what one class of four may be off: 0.08 a seed.
      source:
        'Independent runs of 5 seeds: −0.012 ± 0.029 between the share of class 0 answered with class 1 and its labels',
    },
    {
      id: 'agrees-as-often-as-it-is-right',
      about: 'Two networks that learned from different samples agree as often as each answers as labeled, within 0.03',
      of: lastOf('agreement/difference'),
      from: -0.03,
      to: 0.03,
      source: 'Nakkiran & Bansal 2020; independent runs of 5 seeds: −0.004 ± 0.012',
    },
    {
      id: 'agreement-on-average',
      about: 'On average over seeds agreement and accuracy differ by less than 0.015',
      of: lastOf('agreement/difference'),
      from: -0.015,
      to: 0.015,
      source: 'Independent runs of 5 seeds: −0.004 ± 0.012',
      over: 'mean',
    },
  ],
  family: {
    grid: ['confusion=0,0.1,0.2,0.3,0.4,0.5'],
    seeds: '2',
    picture: {
      kind: 'curves',
      x: { key: 'confusion', label: 'share of class 0 that is labeled as class 1' },
      of: lastOf('agreement/agreement'),
      label: 'agreement of two networks',
      theory: {
        label: 'answers drawn as labels are, independently: 1 − 2c(1 − c)/classes',
        at: (confusion, { classes }) => 1 - (2 * confusion * (1 - confusion)) / Number(classes),
      },
    },
  },
  recipe: (values, seed) => {
    const taskOf = (sample: number) =>
      withConfusedClasses(
        gaussianMixture({ ...values, corruptionFraction: 0, sample }, seed),
        { from: 0, to: 1, probability: values.confusion },
        seed + sample,
      )
    const recipeOf = (sample: number) => ({
      task: taskOf(sample),
      model: denseMlp({
        widths: [values.dimensions, ...Array<number>(values.depth).fill(values.width), values.classes],
        activation: values.activation,
        hasBiases: true,
        initialization: { kind: 'pytorch' },
      }),
      loss: crossEntropy(1),
      optimizer: adamW({ rate: values.rate, decay: 0, betas: [values.beta1, values.beta2] }),
      batching: { kind: 'epochs', size: values.batchSize } as const,
    })
    return {
      ...recipeOf(0),
      twin: { name: 'the network trained on another sample', recipe: recipeOf(1), seed: seed + 1 },
    }
  },
})
