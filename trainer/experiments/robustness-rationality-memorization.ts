import { every } from '#src/vocabulary/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { gaussianMixture, onPrincipalDirections, unlabeledPoints } from '#trainer/data/index.ts'
import { differenceOf, lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const parts = 'rrm-decomposition'

/**
 * One label in twenty is wrong, and a twin is trained on the right ones. What the wrong ones cost splits the
 * generalization gap in three. Where a simple classifier stands on what was learned from points without labels, each part
 * is small and their sum bounds the gap; a network trained end to end learns the wrong labels by heart, and the bound says
 * nothing.
 */
export const robustnessRationalityMemorization = defineExperiment({
  id: 'robustness-rationality-memorization',
  name: 'Robustness, rationality, memorization',
  about:
    'A simple classifier on a representation learned without labels has a small, bounded generalization gap; a network trained end to end memorizes its wrong labels',
  reference: 'Bansal, Kaplun & Barak 2020, arXiv:2010.08508',
  parameters: {
    learner: {
      type: 'choice',
      default: 'representation',
      choices: ['representation', 'end-to-end'],
      about: 'A linear classifier on principal directions of unlabeled points, or a network on the points themselves',
    },
    classes: p.whole(4, 2, 100, 'Number of classes, all of the same size'),
    dimensions: p.whole(40, 1, 1024, 'Dimensions of a point'),
    trainPerClass: p.whole(100, 1, 10_000, 'Training examples of each class'),
    testPerClass: p.whole(500, 1, 10_000, 'Test examples of each class'),
    separation: p.number(3.48, 0, 1000, 'Length of each class mean; points have variance 1 in every direction'),
    corruptionFraction: p.number(0.05, 0, 1, 'Share of the training labels replaced by a wrong one; the twin has none'),
    unlabeled: p.whole(4000, 1, 1_000_000, 'Points without labels that the representation is learned from'),
    directions: p.whole(8, 1, 1024, 'Principal directions that the representation keeps'),
    width: p.width(64),
    rate: p.rate(2e-3),
    beta1: p.beta1(),
    beta2: p.beta2(0.999),
  },
  seed: 0,
  steps: 600,
  probes: [
    { probe: 'train-accuracy', cadence: every(10) },
    { probe: 'test-accuracy', cadence: every(10) },
    { probe: 'train-loss', cadence: every(10) },
    { probe: 'test-loss', cadence: every(10) },
    { probe: 'label-noise-split', cadence: every(20) },
    { probe: parts, cadence: every(20) },
    'gradient-norm',
    'elapsed',
  ],
  opensWith: [parts],
  expects:
    'With learner=representation the three parts and the bound that they give are small, 0.08 on average; with learner=end-to-end memorization is above 0.88. The parts sum to the gap',
  claims: [
    {
      id: 'bound-is-small',
      about: 'The bound on the gap that the three parts give is small for a classifier on a learned representation',
      of: lastOf(`${parts}/bound`),
      from: 0,
      to: 0.15,
      source: 'Independent runs of 10 seeds: 0.047, at most 0.108',
    },
    {
      id: 'bound-is-small-on-average',
      about: 'On average over seeds the bound is below 0.08',
      of: lastOf(`${parts}/bound`),
      from: 0,
      to: 0.08,
      source: 'Independent runs of 10 seeds: 0.047',
      over: 'mean',
    },
    {
      id: 'parts-sum-to-the-gap',
      about: 'Robustness, memorization and rationality sum to the generalization gap',
      of: differenceOf(
        differenceOf(
          differenceOf(lastOf(`${parts}/gap`), lastOf(`${parts}/robustness`)),
          lastOf(`${parts}/memorization`),
        ),
        lastOf(`${parts}/rationality`),
      ),
      from: -1e-12,
      to: 1e-12,
      source: 'Identity of Bansal, Kaplun & Barak 2020',
    },
    {
      id: 'end-to-end-memorizes',
      about: 'Trained end to end, the network answers its wrong labels as labeled: memorization is above 0.88',
      of: lastOf(`${parts}/memorization`),
      from: 0.88,
      to: null,
      source: 'Independent runs of 10 seeds: 0.951, at least 0.9275',
      settings: { learner: 'end-to-end' },
    },
    {
      id: 'end-to-end-bound-is-vacuous',
      about: 'There the bound says nothing: it is above 0.9',
      of: lastOf(`${parts}/bound`),
      from: 0.9,
      to: null,
      source: 'Independent runs of 10 seeds: 1.0',
      settings: { learner: 'end-to-end' },
    },
  ],
  recipe(values, seed) {
    const { classes, dimensions, directions, width } = values
    const isEndToEnd = values.learner === 'end-to-end'
    const trained = (corruptionFraction: number) => {
      const mixture = { ...values, corruptionFraction }
      const task = gaussianMixture(mixture, seed)
      const unlabeled = () => unlabeledPoints(mixture, values.unlabeled, seed)
      return {
        task: isEndToEnd ? task : onPrincipalDirections(task, unlabeled, directions),
        model: denseMlp({
          widths: isEndToEnd ? [dimensions, width, width, classes] : [directions, classes],
          activation: 'relu',
          hasBiases: true,
          initialization: { kind: 'pytorch' },
        }),
        loss: crossEntropy(1),
        optimizer: adamW({ rate: values.rate, decay: 0, betas: [values.beta1, values.beta2] }),
      }
    }
    return {
      ...trained(values.corruptionFraction),
      twin: { name: 'the network trained on right labels', recipe: trained(0), seed },
    }
  },
})
