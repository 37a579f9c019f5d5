import { modernHopfield as modernMemory } from '#trainer/systems/index.ts'
import { valueAt } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const RAMSAUER = 'Ramsauer et al. 2021, arXiv:2008.02217'

/**
 * Five hundred patterns in 64 neurons, sixty times what Hopfield's network could hold: one update by softmax recalls
 * one of them. Where β is small, what comes is the mean of all.
 */
export const modernHopfield = defineRuledExperiment({
  id: 'modern-hopfield',
  name: 'Modern Hopfield network',
  about:
    'A memory whose update is one query of attention recalls a pattern in a single step, out of far more than its neurons',
  reference: RAMSAUER,
  parameters: {
    neurons: p.whole(64, 2, 4096, 'Neurons, the dimensions of a pattern'),
    patterns: p.whole(500, 1, 20_000, 'Stored patterns'),
    flipped: p.number(0.1, 0, 1, 'Share of the signs of the cue that are wrong'),
    inverseTemperature: p.settable(p.number(30, 0, 1e4, 'Inverse temperature β of the softmax over patterns')),
  },
  seed: 0,
  steps: 10,
  probes: ['against-theory', 'hopfield-overlap'],
  opensWith: ['hopfield-overlap'],
  claims: [
    {
      id: 'recalls-at-once',
      about: 'One update recalls the pattern',
      of: valueAt('against-theory/cosine', 1),
      from: 0.999,
      to: 1 + 1e-9,
      source: RAMSAUER,
    },
    {
      id: 'stays',
      about: 'The pattern is a fixed point',
      of: valueAt('against-theory/cosine', 10),
      from: 0.999,
      to: 1 + 1e-9,
      source: RAMSAUER,
    },
    {
      id: 'averages',
      about: 'Where β is small it comes to a mixture of all patterns',
      of: valueAt('against-theory/cosine', 10),
      from: -1,
      to: 0.5,
      source: RAMSAUER,
      settings: { inverseTemperature: 1 },
    },
  ],
  rule: (settings, seed) => modernMemory(settings, seed),
})
