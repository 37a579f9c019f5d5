import { every } from '#src/vocabulary/index.ts'
import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { differenceOf, firstAbove, valueAt } from './claimed.ts'
import { defineExperiment } from './define.ts'
import { circlesEvery, defaultProbesUpTo, OPENS_WITH_CIRCLES } from './default-probes.ts'
import * as p from './parameters.ts'

const MEMORIZED = firstAbove('train-accuracy', 0.99)
/** Nothing is claimed of what comes later, so that a check of it need not wait for it. */
const SHORT = { steps: 400, source: 'Independent runs in JAX over five seeds, with their spread' }

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
  probes: [...circlesEvery(40), { probe: 'singular-value-histogram', cadence: every(200) }, ...defaultProbesUpTo(16)],
  opensWith: OPENS_WITH_CIRCLES,
  claims: [
    {
      id: 'memorized',
      about: 'Train accuracy passes 0.99 at step 75 to 115',
      of: MEMORIZED,
      from: 75,
      to: 115,
      ...SHORT,
    },
    {
      id: 'not-understood',
      about: 'Test accuracy is below 0.1 then',
      of: valueAt('test-accuracy', MEMORIZED),
      from: null,
      to: 0.1,
      ...SHORT,
    },
    {
      id: 'generalizes-later',
      about: 'Test accuracy passes 0.5 at least 30 steps later',
      of: differenceOf(firstAbove('test-accuracy', 0.5), MEMORIZED),
      from: 30,
      to: null,
      ...SHORT,
    },
    {
      id: 'generalized',
      about: 'Test accuracy passes 0.99 at step 140 to 250',
      of: firstAbove('test-accuracy', 0.99),
      from: 140,
      to: 250,
      ...SHORT,
    },
    {
      id: 'random-tones',
      about: 'The mean inverse participation ratio begins at that of random weights, 2/(K + 1) = 0.041 with K = 48',
      of: valueAt('inverse-participation-ratio/mean', 0),
      from: 0.04,
      to: 0.042,
      ...SHORT,
      source: 'Closed form: the expectation over random spectra of K frequencies',
    },
    {
      id: 'pure-tones',
      about: 'By step 400 it is above 0.75',
      of: valueAt('inverse-participation-ratio/mean', 400),
      from: 0.75,
      to: null,
      ...SHORT,
    },
  ],
  recipe: (values, seed) => ({
    task: modularArithmetic(values, seed),
    model: pairMlp(values),
    loss: meanSquaredError,
    optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
  }),
})
