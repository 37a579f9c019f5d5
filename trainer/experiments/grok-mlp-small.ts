import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { firstAbove, lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import { DEFAULT_PROBES, OPENS_WITH_CIRCLES } from './default-probes.ts'
import * as p from './parameters.ts'

const SOURCE = 'Independent runs in JAX over five seeds, with their spread'

/** Addition mod 31 from 60 % of the pairs: small enough for every test run. */
export const grokMlpSmall = defineExperiment({
  id: 'grok-mlp-small',
  name: 'Addition mod 31',
  about: 'The same network on an addition table small enough to grok within seconds on any machine',
  reference: 'Doshi et al. 2024, arXiv:2310.13061',
  parameters: {
    operation: p.operation(),
    modulus: p.modulus(31),
    trainFraction: p.trainFraction(0.6),
    corruptionFraction: p.corruptionFraction(),
    width: p.width(128),
    activation: p.activation(),
    initialScale: p.initialScale(0.5),
    rate: p.rate(0.01),
    weightDecay: p.weightDecay(5),
    beta1: p.beta1(),
    beta2: p.beta2(),
  },
  seed: 0,
  steps: 250,
  probes: DEFAULT_PROBES,
  opensWith: OPENS_WITH_CIRCLES,
  claims: [
    {
      id: 'memorized',
      about: 'Train accuracy passes 0.99 at step 20 to 35',
      of: firstAbove('train-accuracy', 0.99),
      from: 20,
      to: 35,
      source: SOURCE,
    },
    {
      id: 'half-generalized',
      about: 'Test accuracy passes 0.5 at step 35 to 60',
      of: firstAbove('test-accuracy', 0.5),
      from: 35,
      to: 60,
      source: SOURCE,
    },
    {
      id: 'generalized',
      about: 'Test accuracy passes 0.99 at step 45 to 80',
      of: firstAbove('test-accuracy', 0.99),
      from: 45,
      to: 80,
      source: SOURCE,
    },
    {
      id: 'weights-grow',
      about: 'The norm of the weights ends between 17.5 and 19.5',
      of: lastOf('weight-norm/total'),
      from: 17.5,
      to: 19.5,
      source: SOURCE,
    },
  ],
  recipe: (values, seed) => ({
    task: modularArithmetic(values, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
