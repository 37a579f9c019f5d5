import { every, usageError } from '#src/vocabulary/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { pairTransformer } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { modularArithmetic } from '#trainer/data/index.ts'
import { defaultProbesUpTo } from './default-probes.ts'
import { firstAbove } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

/** Addition mod 113 from 30 % of the pairs by a one-layer transformer: the run that made grokking readable. */
export const modularAdditionTransformer = defineExperiment({
  id: 'modular-addition-transformer',
  name: 'Addition mod 113, transformer',
  about:
    'A one-layer transformer memorizes 30 % of the addition table, forms a Fourier circuit while the test loss stays high, then removes what it memorized',
  reference: 'Nanda et al. 2023, arXiv:2301.05217',
  parameters: {
    operation: p.operation(),
    modulus: p.modulus(113),
    trainFraction: p.trainFraction(0.3),
    corruptionFraction: p.corruptionFraction(),
    width: p.whole(128, 1, 1024, 'Width of the residual stream; a multiple of the number of heads'),
    heads: p.whole(4, 1, 64, 'Attention heads'),
    mlpWidth: p.whole(512, 1, 4096, 'Neurons of the MLP'),
    temperature: p.temperature(),
    rate: p.rate(1e-3),
    weightDecay: p.weightDecay(1), // without decay it memorizes and stays there
    beta1: p.beta1(),
    beta2: p.beta2(),
  },
  seed: 0,
  steps: 40_000,
  probes: [
    // Directions of an embedding are no neurons: each holds several of its few frequencies.
    { probe: 'residue-circles', cadence: every(200), options: { neurons: 'all' } },
    { probe: 'fourier-power', cadence: every(200) },
    ...defaultProbesUpTo(64),
  ],
  opensWith: ['residue-circles', 'fourier-power'],
  claims: [
    {
      id: 'memorized',
      about: 'Train accuracy passes 0.99 before step 1,000',
      of: firstAbove('train-accuracy', 0.99),
      from: null,
      to: 1_000,
      source: 'Nanda et al. 2023, arXiv:2301.05217, figure 2',
      steps: 1_000,
      tier: 'nightly',
    },
    {
      id: 'generalized',
      about: 'Test accuracy passes 0.99 between steps 5,000 and 25,000',
      of: firstAbove('test-accuracy', 0.99),
      from: 5_000,
      to: 25_000,
      source: 'Nanda et al. 2023, arXiv:2301.05217, figure 2',
      steps: 25_000,
      tier: 'gpu',
    },
  ],
  recipe(values, seed) {
    const { width, heads } = values
    if (width % heads !== 0) throw usageError(`width: expected a multiple of heads (${heads}), got ${width}`)
    return {
      task: modularArithmetic(values, seed),
      model: pairTransformer(values),
      loss: crossEntropy(values.temperature),
      optimizer: adamW({ rate: values.rate, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
    }
  },
})
