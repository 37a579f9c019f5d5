import { every } from '#src/vocabulary/index.ts'
import { rbm as boltzmannMachine, RBM_LEARNING } from '#trainer/systems/index.ts'
import { lastOf, valueAt } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const ENTROPY = Math.log(16)
const RUNS = '3 seeds of another implementation: 2.82 by either gradient, 16 patterns having an entropy of 2.77'

/**
 * A machine of 8 visible and 8 hidden units learns sixteen patterns so well that its loss comes to their entropy, below which
 * nothing is. Contrastive divergence begins along the gradient itself, and leaves it as the machine mixes more slowly.
 */
export const rbm = defineRuledExperiment({
  id: 'rbm',
  name: 'Restricted Boltzmann machine',
  about: 'A Boltzmann machine learns runs of ones on a ring by contrastive divergence, beside the exact gradient',
  reference: 'Hinton 2002, Neural Computation 14, 1771',
  parameters: {
    learning: {
      type: 'choice',
      default: 'contrastive-divergence',
      choices: RBM_LEARNING,
      about: 'What an update follows: contrastive divergence, or the exact gradient',
    },
    visible: p.whole(8, 3, 12, 'Visible units on a ring, of which all states are listed'),
    hidden: p.whole(8, 1, 256, 'Hidden units'),
    initialScale: p.number(0.1, 0, 100, 'Standard deviation of the initial weights'),
    chains: p.whole(20, 1, 10_000, 'Gibbs chains for each pattern'),
    sweeps: p.settable(p.whole(1, 1, 10_000, 'Gibbs sweeps of a chain from its pattern on, the k of CD-k')),
    rate: p.rate(0.5),
  },
  seed: 0,
  steps: 1500,
  probes: [
    { probe: 'train-loss', cadence: every(5) },
    { probe: 'against-theory', cadence: every(10) },
    { probe: 'memorization-fraction', cadence: every(25) },
    { probe: 'gradient-norm', cadence: every(10) },
    { probe: 'sharpness', cadence: every(100) },
  ],
  opensWith: ['against-theory'],
  claims: [
    {
      id: 'comes-to-the-entropy',
      about: 'By contrastive divergence the loss comes to the entropy of the patterns',
      of: lastOf('train-loss'),
      from: ENTROPY,
      to: ENTROPY + 0.1,
      source: RUNS,
    },
    {
      id: 'begins-along-the-gradient',
      about: 'Contrastive divergence begins along the exact gradient',
      of: valueAt('against-theory/gradient-cosine', 0),
      from: 0.9,
      to: 1 + 1e-9,
      source: 'Another implementation: 0.99 at the start',
    },
    {
      id: 'so-does-the-gradient',
      about: 'By the exact gradient it comes there as well',
      of: lastOf('train-loss'),
      from: ENTROPY,
      to: ENTROPY + 0.1,
      source: RUNS,
      settings: { learning: 'exact' },
    },
    {
      id: 'takes-its-time',
      about: 'At a rate of 0.1 it is not there after as many steps',
      of: lastOf('train-loss'),
      from: ENTROPY + 0.2,
      to: ENTROPY + 0.4,
      source: 'Another implementation: 3.06 at a rate of 0.1',
      settings: { rate: 0.1 },
    },
  ],
  rule: (settings, seed) => boltzmannMachine(settings, seed),
})
