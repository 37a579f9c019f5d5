import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { defineExperiment } from './define.ts'
import { circlesEvery, DEFAULT_PROBES, OPENS_WITH_CIRCLES } from './default-probes.ts'
import * as p from './parameters.ts'

/** Addition mod 97 at the published rate and initial weights: the numbers that this trainer is held to. */
export const grokMlpPaper = defineExperiment({
  id: 'grok-mlp-paper',
  name: 'Addition mod 97, as published',
  about:
    'The two-layer quadratic network of the grokking literature at its published settings: everything happens within 50 steps',
  reference: 'Doshi et al. 2024, arXiv:2310.13061',
  parameters: {
    operation: p.operation(),
    modulus: p.modulus(97),
    trainFraction: p.trainFraction(0.5),
    corruptionFraction: p.corruptionFraction(),
    width: p.width(500),
    activation: p.activation(),
    initialScale: p.initialScale(0.5),
    rate: p.rate(0.01),
    weightDecay: p.weightDecay(5),
    beta1: p.beta1(),
    beta2: p.beta2(),
  },
  seed: 0,
  steps: 100,
  probes: [...circlesEvery(2), ...DEFAULT_PROBES],
  opensWith: OPENS_WITH_CIRCLES,
  expects: 'Test accuracy passes 0.5 at step 28 to 40 and 0.99 at step 36 to 50; final test loss below 1.2e-3',
  recipe: (values, seed) => ({
    task: modularArithmetic(values, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
