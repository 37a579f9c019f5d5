import { meanSquaredError } from '#trainer/losses/index.ts'
import { pairMlp } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { firstAbove, lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import { circlesEvery, DEFAULT_PROBES, OPENS_WITH_CIRCLES } from './default-probes.ts'
import * as p from './parameters.ts'

const SOURCE =
  'Doshi et al. 2024, arXiv:2310.13061 (the released notebook), and independent runs in JAX over three seeds'

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
  claims: [
    {
      id: 'half-generalized',
      about: 'Test accuracy passes 0.5 at step 28 to 40',
      of: firstAbove('test-accuracy', 0.5),
      from: 28,
      to: 40,
      source: SOURCE,
    },
    {
      id: 'generalized',
      about: 'Test accuracy passes 0.99 at step 36 to 50',
      of: firstAbove('test-accuracy', 0.99),
      from: 36,
      to: 50,
      source: SOURCE,
    },
    {
      id: 'test-loss',
      about: 'The test loss ends below 1.2e-3',
      of: lastOf('test-loss'),
      from: null,
      to: 1.2e-3,
      source: SOURCE,
    },
    {
      id: 'pure-tones',
      about: 'The mean inverse participation ratio of the Fourier spectra ends above 0.78',
      of: lastOf('inverse-participation-ratio/mean'),
      from: 0.78,
      to: null,
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
