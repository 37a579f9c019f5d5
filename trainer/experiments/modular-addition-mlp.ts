import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { defineExperiment } from './define.ts'
import { circlesEvery, DEFAULT_PROBES, OPENS_WITH_CIRCLES } from './default-probes.ts'
import * as p from './parameters.ts'

/**
 * Addition mod 97 from half of the pairs: memorized early, understood late, in about half a minute. The demo. The
 * rate is a tenth of the published one, so that memorizing, plateau and transition each have room.
 */
export const modularAdditionMlp = defineExperiment({
  id: 'modular-addition-mlp',
  name: 'Addition mod 97',
  about: 'A two-layer network memorizes half of the addition table mod 97, and later generalizes to the other half',
  reference: 'Gromov 2023, arXiv:2301.02679',
  parameters: {
    operation: p.operation(),
    modulus: p.modulus(97),
    trainFraction: p.trainFraction(0.5),
    corruptionFraction: p.corruptionFraction(),
    width: p.width(500),
    activation: p.activation(),
    initialScale: p.initialScale(0.5),
    rate: p.rate(1e-3),
    weightDecay: p.weightDecay(5),
    beta1: p.beta1(),
    beta2: p.beta2(),
  },
  seed: 1,
  steps: 600,
  // As often as one sees the circles close.
  probes: [...circlesEvery(10), 'singular-value-histogram', ...DEFAULT_PROBES],
  opensWith: OPENS_WITH_CIRCLES,
  expects:
    'Train accuracy passes 0.99 at step 75 to 115 with test accuracy below 0.1, test accuracy 0.99 before step 250; the ' +
    'inverse participation ratio rises from 0.04 to above 0.75 by step 400',
  recipe: (values, seed) => ({
    task: modularArithmetic(values, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
