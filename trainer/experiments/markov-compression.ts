import { every } from '#src/vocabulary/index.ts'
import { markovSource } from '#trainer/data/index.ts'
import { dense, embedding, neurons, normal, recurrent } from '#trainer/layers/index.ts'
import { crossEntropy } from '#trainer/losses/index.ts'
import { layered, tokensEnter } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const ABOVE_LEAST = 'against-theory/loss.residual'
const ENTROPY_RATE = 'Shannon 1948: the entropy rate of the source, in closed form'

/**
 * A recurrent network reads a source whose next symbol depends on the last two. Its code comes down to the entropy rate of the source, which
 * no code goes below; without a state that remembers, it stays where single symbols lead.
 */
export const markovCompression = defineExperiment({
  id: 'markov-compression',
  name: 'Compression of a Markov source',
  about: 'A recurrent network learns to predict a random source, and its code comes down to the entropy rate',
  reference: 'Delétang et al. 2023, arXiv:2309.10668; Shannon 1948, Bell Syst. Tech. J. 27, 379',
  parameters: {
    symbols: p.whole(4, 2, 256, 'Symbols of the source'),
    order: p.whole(2, 1, 4, 'How many of the last symbols the next one depends on'),
    contrast: p.number(2, 0, 20, 'Standard deviation of the log-probabilities of the source; at 0 all are alike'),
    length: p.whole(16, 1, 1024, 'Symbols of each sequence that are read'),
    testSequences: p.whole(1024, 1, 100_000, 'Sequences by which it is judged'),
    width: p.width(64),
    memory: {
      type: 'choice',
      default: 'recurrent',
      choices: ['recurrent', 'none'],
      about: 'Whether a state is carried from symbol to symbol, or each is read by itself',
    },
    batchSize: p.whole(32, 1, 8192, 'New sequences of each update'),
    rate: p.rate(3e-3),
    beta1: p.beta1(),
    beta2: p.beta2(0.999),
  },
  seed: 0,
  steps: 300,
  probes: [
    { probe: 'train-loss', cadence: every(10) },
    { probe: 'test-loss', cadence: every(10) },
    { probe: 'test-accuracy', cadence: every(10) },
    { probe: 'against-theory', cadence: every(10) },
    { probe: 'code-length', cadence: every(20) },
    { probe: 'bayes-gap', cadence: every(20) },
    { probe: 'weight-norm', cadence: every(10) },
    { probe: 'gradient-norm', cadence: every(10) },
    'elapsed',
  ],
  opensWith: ['against-theory', 'code-length', 'bayes-gap'],
  claims: [
    {
      id: 'comes-to-the-entropy-rate',
      about: 'Within 300 updates the loss is the least that is possible, but for 0.02 nats',
      of: lastOf(ABOVE_LEAST),
      ...{ from: -0.02, to: 0.02 },
      source: ENTROPY_RATE,
    },
    {
      id: 'needs-a-state',
      about: 'Where no state is carried on, the loss stays more than 0.05 nats above',
      of: lastOf(ABOVE_LEAST),
      ...{ from: 0.05, to: null },
      source: 'Single symbols tell less than two do: their conditional entropy is higher, in closed form',
      settings: { memory: 'none' },
    },
  ],
  recipe: (values, seed) => {
    const { symbols, width, memory, rate, beta1, beta2 } = values
    const begins = normal(1 / Math.sqrt(width))
    const reads =
      memory === 'recurrent'
        ? recurrent({
            name: 'state',
            from: width,
            to: width,
            activation: 'tanh',
            begins: { in: begins, state: begins },
          })
        : neurons('tanh', 'state')
    return {
      task: markovSource(values, seed),
      model: layered({
        entrance: tokensEnter(symbols),
        layers: [
          embedding({ name: 'embed', tokens: symbols, width, begins: normal(1) }),
          reads,
          dense({ name: 'unembed', from: width, to: symbols, begins }),
        ],
        head: 'unembed',
      }),
      loss: crossEntropy(1),
      optimizer: adamW({ rate, decay: 0, betas: [beta1, beta2] }),
      batching: { kind: 'online', size: values.batchSize },
    }
  },
})
