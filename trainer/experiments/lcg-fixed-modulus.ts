import { every, usageError } from '#src/vocabulary/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { tokensEnter, tokenTransformer } from '#trainer/models/index.ts'
import { adamW, scheduled, warmUp } from '#trainer/optimizers/index.ts'
import { linearCongruential } from '#trainer/data/index.ts'
import { firstAbove, lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

/**
 * A transformer of one block reads sequences x → a x + c mod 64 and learns to go on with those of generators that it never
 * saw: from the fourth number on everything can be known.
 */
export const lcgFixedModulus = defineExperiment({
  id: 'lcg-fixed-modulus',
  name: 'Random number generators in context',
  about:
    'A transformer learns to predict linear congruential generators mod 64 that it never saw, from their first numbers',
  reference: 'Tao et al. 2025, arXiv:2502.10390',
  parameters: {
    modulus: p.whole(64, 8, 4096, 'Modulus m of the generators, a power of 2; there are m²/8 of full period'),
    context: p.whole(32, 4, 1024, 'Numbers of each sequence that are read'),
    trainFraction: p.number(0.8, 0.01, 0.99, 'Share of the pairs (a, c) that are learned from'),
    testSequences: p.whole(512, 1, 100_000, 'Sequences of the other pairs, by which it is judged'),
    blocks: p.whole(1, 1, 12, 'Blocks of attention and an MLP, each behind a LayerNorm'),
    width: p.whole(64, 1, 1024, 'Width of the residual stream; a multiple of the number of heads'),
    heads: p.whole(4, 1, 64, 'Attention heads'),
    batchSize: p.whole(64, 1, 8192, 'New sequences of each update'),
    warmUp: p.whole(100, 0, 10_000, 'Updates over which the rate rises to its value'),
    rate: p.rate(2e-3),
    weightDecay: p.weightDecay(0.1),
    beta1: p.beta1(),
    beta2: p.beta2(0.99),
  },
  seed: 0,
  steps: 1000,
  probes: [
    { probe: 'train-loss', cadence: every(20) },
    { probe: 'test-loss', cadence: every(20) },
    { probe: 'test-accuracy', cadence: every(20) },
    { probe: 'context-accuracy', cadence: every(20) },
    { probe: 'k-shot-accuracy', cadence: every(20) },
    { probe: 'bayes-gap', cadence: every(20) },
    { probe: 'weight-norm', cadence: every(20) },
    { probe: 'gradient-norm', cadence: every(20) },
    'elapsed',
  ],
  opensWith: ['k-shot-accuracy', 'context-accuracy'],
  expects:
    'Of generators that were never seen, the last number is right in 98 % before step 800; accuracy over all positions ends between 0.80 and 0.83',
  claims: [
    {
      id: 'understands-unseen-generators',
      about: 'With the whole context, the next number of a generator that was never seen is right in 98 %',
      of: firstAbove('context-accuracy/last', 0.98),
      ...{ from: 100, to: 800 },
      source: 'Three seeds of another implementation: 1.000 at step 600',
      tier: 'nightly',
    },
    {
      id: 'accuracy-over-positions',
      about: 'Over all positions, of which the first ones cannot be known, accuracy comes to 0.80 to 0.83',
      of: lastOf('test-accuracy'),
      ...{ from: 0.8, to: 0.83 },
      source: 'Three seeds of another implementation: 0.814',
      tier: 'nightly',
    },
  ],
  recipe(values, seed) {
    const { modulus, context, width, heads, rate } = values
    if (!Number.isInteger(Math.log2(modulus))) throw usageError(`modulus: expected a power of 2, got ${modulus}`)
    if (width % heads !== 0) throw usageError(`width: expected a multiple of heads (${heads}), got ${width}`)
    return {
      task: linearCongruential({ ...values, length: context }, seed),
      model: tokenTransformer({
        ...values,
        entrance: tokensEnter(modulus),
        ...{ tokens: modulus, answers: modulus, places: context, mlpWidth: 4 * width, activation: 'relu' },
        ...{ hasLayerNorm: true, readAt: 'each' },
        readout: { multiplier: 1, deviation: 1 / Math.sqrt(width) },
        embeddingDeviation: 1 / Math.sqrt(width),
      }),
      loss: crossEntropy(1),
      optimizer: scheduled(
        warmUp(values.warmUp, () => rate),
        (now) => adamW({ rate: now, decay: values.weightDecay, betas: [values.beta1, values.beta2] }),
      ),
      batching: { kind: 'online', size: values.batchSize },
    }
  },
})
