import { meanFieldLyapunov } from '#probes/maths/physics/mean-field-lyapunov.ts'
import { every } from '#src/vocabulary/index.ts'
import { recurrentMap } from '#trainer/systems/index.ts'
import { lastOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const ORDER = 'ln g below g = 1; 3 networks of 300 neurons'
const MEAN_FIELD = 'Molgedey, Schuchhardt & Schuster 1992, Phys. Rev. Lett. 69, 3717, with what 300 neurons leave of it'

/**
 * A random recurrent network is quiet below gain 1 and chaotic above. The gain can be turned while it runs: the exponent is
 * averaged anew from there. Beside it stands what mean-field theory says of infinitely many neurons.
 */
export const rnnChaos = defineRuledExperiment({
  id: 'rnn-chaos',
  name: 'Chaos in a random recurrent network',
  about: 'A random recurrent network forgets where it started below gain 1, and is chaotic above',
  reference:
    'Sompolinsky, Crisanti & Sommers 1988, Phys. Rev. Lett. 61, 259; Engelken, Wolf & Abbott 2023, arXiv:2006.02427',
  parameters: {
    neurons: p.whole(300, 1, 4096, 'Neurons N; the couplings are normal of variance 1/N'),
    gain: p.settable(p.number(1.5, 0, 100, 'Gain g in h ← tanh(g J h)')),
    transient: p.whole(300, 0, 1_000_000, 'Steps under one gain before growth is averaged'),
  },
  seed: 0,
  steps: 2000,
  probes: [
    { probe: 'against-theory', cadence: every(10) },
    { probe: 'weight-rms', cadence: every(10) },
    { probe: 'lyapunov-exponent', cadence: every(2000) },
  ],
  opensWith: ['against-theory'],
  claims: [
    {
      id: 'chaotic',
      about: 'At gain 1.5 nearby states part',
      of: lastOf('against-theory/exponent'),
      from: 0.02,
      to: 0.1,
      source: MEAN_FIELD,
    },
    {
      id: 'measured-twice',
      about: 'A tangent vector that starts anew from the present state grows as fast',
      of: lastOf('lyapunov-exponent'),
      from: 0.02,
      to: 0.1,
      source: MEAN_FIELD,
    },
    {
      id: 'strongly-chaotic',
      about: 'At gain 3 they part faster, as mean-field theory predicts',
      of: lastOf('against-theory/exponent.residual'),
      from: -0.05,
      to: 0.05,
      source: MEAN_FIELD,
      settings: { gain: 3 },
    },
    {
      id: 'forgets',
      about: 'At gain 0.5 a small change dies away',
      of: lastOf('against-theory/exponent'),
      from: -0.8,
      to: -0.6,
      source: ORDER,
      settings: { gain: 0.5 },
    },
    {
      id: 'forgets-slowly',
      about: 'At gain 0.8 it dies away more slowly',
      of: lastOf('against-theory/exponent'),
      from: -0.31,
      to: -0.14,
      source: ORDER,
      settings: { gain: 0.8 },
    },
  ],
  family: {
    grid: ['neurons=100,300', 'gain=0.4,0.6,0.8,0.9,1,1.1,1.25,1.5,2,2.5,3'],
    seeds: '3',
    picture: {
      kind: 'curves',
      x: { key: 'gain', label: 'gain g' },
      by: { key: 'neurons', label: 'neurons' },
      of: lastOf('against-theory/exponent'),
      label: 'Lyapunov exponent λ',
      theory: { label: 'mean field, ln g below 1', at: (gain) => (gain > 0 ? meanFieldLyapunov(gain) : null) },
    },
  },
  rule: (settings, seed) => recurrentMap(settings, seed),
})
