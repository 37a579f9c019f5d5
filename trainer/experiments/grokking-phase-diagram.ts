import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import type { Claim, ParameterValues } from '#src/vocabulary/index.ts'
import { differenceOf, firstAbove, greatestOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const SOURCE = 'Liu et al. 2022, arXiv:2205.10343, have the four phases; the numbers are of eight seeds'
/** From here on an accuracy counts as learned. */
const LEARNED = 0.9
const memorized = firstAbove('train-accuracy', LEARNED)
const generalized = firstAbove('test-accuracy', LEARNED)

/**
 * How much data and how much weight decay a network needs to understand addition: with few examples it knows them by heart, with many it understands them at
 * once, between both it groks, and with strong decay it learns nothing. Accuracies are measured at every step.
 */
export const grokkingPhaseDiagram = defineExperiment({
  id: 'grokking-phase-diagram',
  name: 'Phases of grokking',
  about:
    'Addition mod 23: what a network comes to, memorization, grokking, prompt generalization or neither, is decided by the share of pairs that it is ' +
    'trained on and by weight decay',
  reference: 'Liu et al. 2022, arXiv:2205.10343; the network is that of Doshi et al. 2024, arXiv:2310.13061',
  parameters: {
    operation: p.operation(),
    modulus: p.modulus(23),
    trainFraction: p.trainFraction(0.47),
    width: p.width(64),
    activation: p.activation(),
    initialScale: p.initialScale(0.5),
    rate: p.rate(0.01),
    weightDecay: p.weightDecay(2),
    beta1: p.beta1(),
    beta2: p.beta2(),
  },
  seed: 0,
  steps: 1000,
  probes: ['train-accuracy', 'test-accuracy', 'train-loss', 'test-loss', 'weight-norm', 'elapsed'],
  claims: [
    claim('memorizes', 'It knows its examples early', {}, memorized, 10, 45),
    claim('groks', 'It understands addition more than 100 steps later', {}, differenceOf(generalized, memorized), 100, 600), // prettier-ignore
    claim('few-examples', 'A fifth of the pairs it only memorizes', { trainFraction: 0.2 }, greatestOf('test-accuracy'), null, 0.4), // prettier-ignore
    claim('many-examples', 'Of most pairs it understands addition at once', { trainFraction: 0.92 }, differenceOf(generalized, memorized), 0, 60), // prettier-ignore
    claim('strong-decay', 'Strong weight decay lets it learn nothing', { weightDecay: 30 }, greatestOf('train-accuracy'), null, 0.7), // prettier-ignore
  ],
  family: {
    grid: ['trainFraction=lin:0.2:0.92:10', 'weightDecay=0.1,0.5,1,2,4,6,8,11,15,20'],
    // Read from the series: the detector `grokking` says generalization at half of the way, however soon it comes, and also where it falls back.
    labels: [
      'grokked: reached("test-accuracy", 0.9) - reached("train-accuracy", 0.9) >= 100',
      'generalized: reached("test-accuracy", 0.9) is not absent',
      'memorized: reached("train-accuracy", 0.9) is not absent',
      'neither',
    ],
    refine: 3,
    picture: {
      kind: 'phase-map',
      x: { key: 'trainFraction', label: 'share of pairs in the training split' },
      y: { key: 'weightDecay', label: 'weight decay' },
      label: 'What the network comes to',
      criterion:
        'Memorized: train accuracy reaches 0.9; generalized: test accuracy does too, within 100 steps of that; grokked: it does 100 steps later or more',
    },
  },
  recipe: (values, seed) => ({
    task: modularArithmetic({ ...values, corruptionFraction: 0 }, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})

function claim(
  id: string,
  about: string,
  settings: ParameterValues,
  of: Claim['of'],
  from: number | null,
  to: number | null,
): Claim {
  return { id, about, of, from, to, source: SOURCE, ...(Object.keys(settings).length > 0 && { settings }) }
}
