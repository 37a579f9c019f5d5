import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { firstAbove, greatestOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const SOURCE = 'Runs of eight seeds'
const generalized = firstAbove('test-accuracy', 0.9)

/**
 * When a network understands addition, against its width: the wider, the earlier, by a power of the width above a step that no width goes below. A network
 * of a dozen neurons has no room for it and never does.
 */
export const grokkingScaling = defineExperiment({
  id: 'grokking-scaling',
  name: 'Onset of generalization by width',
  about:
    'Addition mod 23 by networks of 24 to 256 hidden neurons: the step at which test accuracy reaches 0.9 falls as a power of the width, to an ' +
    'asymptote that is found with the exponent',
  reference: 'Doshi et al. 2024, arXiv:2310.13061, has the network',
  parameters: {
    operation: p.operation(),
    modulus: p.modulus(23),
    trainFraction: p.trainFraction(0.65),
    width: p.width(64),
    activation: p.activation(),
    initialScale: p.initialScale(0.5),
    rate: p.rate(0.01),
    weightDecay: p.weightDecay(3),
    beta1: p.beta1(),
    beta2: p.beta2(),
  },
  seed: 0,
  steps: 250,
  probes: ['train-accuracy', 'test-accuracy', 'train-loss', 'test-loss', 'weight-norm', 'elapsed'],
  claims: [
    { id: 'generalizes', about: 'With 64 neurons test accuracy reaches 0.9 at step 50 to 80', of: generalized, from: 50, to: 80, source: SOURCE }, // prettier-ignore
    { id: 'narrow-is-later', about: 'With 24 it does so at step 85 to 180', of: generalized, from: 85, to: 180, settings: { width: 24 }, source: SOURCE }, // prettier-ignore
    { id: 'wide-is-earlier', about: 'With 256 at step 38 to 58', of: generalized, from: 38, to: 58, settings: { width: 256 }, source: SOURCE }, // prettier-ignore
    { id: 'no-room', about: 'With 8 it never does', of: greatestOf('test-accuracy'), from: null, to: 0.7, settings: { width: 8 }, source: SOURCE }, // prettier-ignore
  ],
  family: {
    grid: ['width=24,32,48,64,96,128,192,256'],
    seeds: '8',
    picture: {
      kind: 'curves',
      x: { key: 'width', label: 'hidden neurons', scale: 'log' },
      of: generalized,
      label: 'step at which test accuracy reaches 0.9',
      scale: 'log',
      fit: 'scaling-law',
    },
  },
  recipe: (values, seed) => ({
    task: modularArithmetic({ ...values, corruptionFraction: 0 }, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
