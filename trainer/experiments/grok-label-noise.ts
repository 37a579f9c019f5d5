import { every } from '#src/vocabulary/index.ts'
import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { lastOf } from './claimed.ts'
import { OPENS_WITH_CIRCLES } from './default-probes.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const MEASURED = 'Doshi et al. 2024, arXiv:2310.13061; independent runs of 5 seeds'
const NO_DECAY = { weightDecay: 0 }
const MORE_NOISE = { weightDecay: 0, corruptionFraction: 0.35, trainFraction: 0.5 }

/**
 * Addition mod 59 with every fifth training label wrong. How strongly weights decay decides what becomes of the wrong
 * ones: without decay the network knows them by heart and understands addition beside them; with it, it forgets them and
 * answers them as they should have been labeled. With more wrong labels and fewer examples it understands nothing.
 */
export const grokLabelNoise = defineExperiment({
  id: 'grok-label-noise',
  name: 'Addition with wrong labels',
  about:
    'A network groks addition with a fifth of its labels wrong: with weight decay it answers the wrong ones correctly, without it knows them by heart',
  reference: 'Doshi et al. 2024, arXiv:2310.13061',
  parameters: {
    operation: p.operation(),
    modulus: p.modulus(59),
    trainFraction: p.trainFraction(0.6),
    corruptionFraction: p.settable(
      p.number(0.2, 0, 1, 'Share of the training labels replaced by a wrong one; none of them is right by chance'),
    ),
    width: p.width(256),
    activation: p.activation(),
    initialScale: p.initialScale(0.5),
    rate: p.rate(0.01),
    weightDecay: p.weightDecay(5),
    beta1: p.beta1(),
    beta2: p.beta2(),
  },
  seed: 0,
  steps: 600,
  probes: [
    { probe: 'residue-circles', cadence: every(10) },
    { probe: 'frequency-tuning', cadence: every(10) },
    { probe: 'label-noise-split', cadence: every(5) },
    { probe: 'inverse-participation-ratio', cadence: every(10) },
    { probe: 'train-accuracy', cadence: every(5) },
    { probe: 'test-accuracy', cadence: every(5) },
    { probe: 'train-loss', cadence: every(5) },
    { probe: 'test-loss', cadence: every(5) },
    'weight-norm',
    'gradient-norm',
    'elapsed',
  ],
  opensWith: OPENS_WITH_CIRCLES,
  expects:
    'At the end test accuracy is above 0.985, train accuracy 0.80 to 0.83 and 0.86 of the wrong labels are answered with the true class; with weightDecay=0 train accuracy is 0.97 to 1 and more than 0.83 of the wrong labels are answered as labeled',
  claims: [
    {
      id: 'understands-addition',
      about: 'With weight decay the network understands addition, though a fifth of its labels is wrong',
      of: lastOf('test-accuracy'),
      from: 0.985,
      to: null,
      source: `${MEASURED}: 1.000`,
    },
    {
      id: 'forgets-wrong-labels',
      about: 'Its accuracy on the training labels is little more than the share of right ones',
      of: lastOf('train-accuracy'),
      from: 0.802,
      to: 0.832,
      source: `${MEASURED}: 0.817`,
    },
    {
      id: 'answers-wrong-labels-correctly',
      about: 'Where a label is wrong, it answers what would have been right',
      of: lastOf('label-noise-split/inverted'),
      from: 0.865,
      to: null,
      source: `${MEASURED}: 0.94; a fifth of the labels makes an error of 0.015 in accuracy one of 0.075 here`,
    },
    {
      id: 'becomes-periodic',
      about:
        'Its weights become periodic: their inverse participation ratio rises to that of the grokked network with noise',
      of: lastOf('inverse-participation-ratio/mean'),
      from: 0.57,
      to: 0.67,
      source: `${MEASURED}: 0.62`,
    },
    {
      id: 'coexistence-understands',
      about: 'Without weight decay it understands addition as well',
      of: lastOf('test-accuracy'),
      from: 0.982,
      to: null,
      source: `${MEASURED}: 0.997`,
      settings: NO_DECAY,
    },
    {
      id: 'coexistence-fits-training',
      about: 'There nearly every training label is answered as labeled',
      of: lastOf('train-accuracy'),
      from: 0.968,
      to: 0.998,
      source: `${MEASURED}: 0.983`,
      settings: NO_DECAY,
    },
    {
      id: 'coexistence-memorizes',
      about: 'There it knows most of the wrong labels by heart',
      of: lastOf('label-noise-split/memorized'),
      from: 0.835,
      to: 0.985,
      source: `${MEASURED}: 0.91`,
      settings: NO_DECAY,
    },
    {
      id: 'coexistence-is-less-periodic',
      about: 'There the neurons that know labels by heart are not periodic, and the mean is lower',
      of: lastOf('inverse-participation-ratio/mean'),
      from: 0.34,
      to: 0.44,
      source: `${MEASURED}: 0.39`,
      settings: NO_DECAY,
    },
    {
      id: 'memorization-fits-training',
      about: 'With more wrong labels, fewer examples and no decay it knows every training label by heart',
      of: lastOf('train-accuracy'),
      from: 0.985,
      to: null,
      source: `${MEASURED}: 1.0`,
      settings: MORE_NOISE,
      tier: 'nightly',
    },
    {
      id: 'memorization-understands-nothing',
      about: 'There it understands nothing',
      of: lastOf('test-accuracy'),
      from: 0,
      to: 0.1,
      source: `${MEASURED}: 0.035`,
      settings: MORE_NOISE,
      tier: 'nightly',
    },
  ],
  recipe: (values, seed) => ({
    task: modularArithmetic(values, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
