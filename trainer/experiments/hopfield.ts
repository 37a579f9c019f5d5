import { retrievalOverlap } from '#probes/maths/physics/hopfield-retrieval.ts'
import { hopfield as hopfieldNetwork } from '#trainer/systems/index.ts'
import { lastOf, valueAt, differenceOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const AGS = 'Amit, Gutfreund & Sompolinsky 1985, Phys. Rev. Lett. 55, 1530'

/**
 * An associative memory is reminded of one of its patterns by a cue with errors. Below a load of 0.138 patterns a neuron it
 * comes back to the pattern but for a percent; beyond, what it comes to is hardly like it. At finite size the jump is rounded.
 */
export const hopfield = defineRuledExperiment({
  id: 'hopfield',
  name: 'Hopfield network',
  about: 'An associative memory recalls one of its patterns from a cue with errors, until it holds too many',
  reference: `Hopfield 1982, PNAS 79, 2554; ${AGS}`,
  parameters: {
    neurons: p.whole(800, 2, 20_000, 'Neurons N'),
    load: p.number(0.1, 0, 2, 'Load α, stored patterns over neurons; there is one pattern at least'),
    flipped: p.number(0.1, 0, 1, 'Share of the signs of the cue that are wrong'),
    temperature: p.settable(p.number(0, 0, 100, 'Temperature T of the neurons; 0 follows the field')),
  },
  seed: 0,
  steps: 30,
  probes: ['against-theory', 'hopfield-overlap', 'hopfield-energy'],
  opensWith: ['hopfield-overlap'],
  claims: [
    {
      id: 'recalls',
      about: 'At a load of 0.1 the pattern is recalled from a cue of which a tenth is wrong',
      of: lastOf('against-theory/overlap'),
      from: 0.97,
      to: 1,
      source: 'Simulations with 800 neurons: 0.998 at load 0.10',
    },
    {
      id: 'as-predicted',
      about: 'The overlap is that of the theory for infinitely many neurons at temperature 0',
      of: lastOf('against-theory/overlap.residual'),
      from: -0.015,
      to: 0.015,
      source: AGS,
    },
    {
      id: 'descends',
      about: 'The energy at the end is not above that of the cue',
      of: differenceOf(lastOf('hopfield-energy'), valueAt('hopfield-energy', 0)),
      from: -1,
      to: 0,
      source: 'Hopfield 1982, PNAS 79, 2554: turns of one neuron at a time never raise it',
    },
    {
      id: 'forgets',
      about: 'At a load of 0.22 it leaves the very pattern',
      of: lastOf('against-theory/overlap'),
      from: -1,
      to: 0.7,
      source: 'Simulations with 800 neurons: 0.58 at load 0.20',
      settings: { load: 0.22, flipped: 0 },
    },
  ],
  family: {
    // Dense about the load at which infinitely many neurons forget.
    grid: ['neurons=200,800', 'load=0.02,0.05,0.08,0.1,0.12,0.13,0.14,0.15,0.16,0.18,0.2,0.22'],
    // The cue is the pattern itself: whether it is a fixed point is what theory tells of.
    set: ['flipped=0'],
    seeds: '5',
    picture: {
      kind: 'curves',
      x: { key: 'load', label: 'load α' },
      by: { key: 'neurons', label: 'neurons' },
      of: lastOf('against-theory/overlap'),
      label: 'overlap m',
      theory: { label: 'theory for N → ∞ (Amit, Gutfreund & Sompolinsky)', at: (load) => retrievalOverlap(load) },
    },
  },
  rule: (settings, seed) => hopfieldNetwork(settings, seed),
})
