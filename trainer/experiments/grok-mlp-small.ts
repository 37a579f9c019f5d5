import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { defineExperiment } from './define.ts'
import { DEFAULT_PROBES, OPENS_WITH_CIRCLES } from './default-probes.ts'
import * as p from './parameters.ts'

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
  expects: 'Train accuracy passes 0.99 at step 20 to 35; test accuracy 0.5 at 35 to 60 and 0.99 at 45 to 80',
  recipe: (values, seed) => ({
    task: modularArithmetic(values, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
