import { every } from '#src/vocabulary/index.ts'
import { oscillators } from '#trainer/systems/index.ts'
import { meanOf, valueAt } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const KUBO = 'Kubo 1966, Rep. Prog. Phys. 29, 255; the closed form for oscillators'

/**
 * Oscillators in a heat bath, and twins of them that feel a small field from a waiting time on: once they are in equilibrium, response and
 * fluctuations belong to one temperature; while they are young, the ratio is that of free diffusion.
 */
export const langevinEquilibrium = defineRuledExperiment({
  id: 'langevin-equilibrium',
  name: 'Fluctuation and dissipation of oscillators',
  about:
    'Langevin dynamics comes to equilibrium: twins under a small field respond as much as the noise makes them fluctuate',
  reference: 'Kubo 1966, Rep. Prog. Phys. 29, 255; Cugliandolo, Kurchan & Parisi 1994, J. Phys. I France 4, 1641',
  parameters: {
    replicas: p.whole(100, 1, 10_000, 'Replicas with noise of their own'),
    dimensions: p.whole(50, 1, 10_000, 'Oscillators of a replica, of stiffness ⅓ to 3'),
    temperature: p.settable(p.number(0.5, 0, 1e6, 'Temperature T of the noise')),
    rate: p.rate(0.02),
    strength: p.settable(p.number(0.05, 0, 1e6, 'What the random field ±1 of the twins is multiplied by')),
    waiting: p.whole(800, 0, 1_000_000, 'Waiting time: the step at which the field is switched on'),
  },
  seed: 0,
  steps: 2000,
  probes: [
    { probe: 'against-theory', cadence: every(5) },
    { probe: 'fluctuation-dissipation-ratio', cadence: every(5) },
    { probe: 'weight-rms', cadence: every(5) },
  ],
  opensWith: ['fluctuation-dissipation-ratio'],
  claims: [
    {
      id: 'temperature',
      about: 'In equilibrium the oscillators show the temperature of the noise',
      of: meanOf('against-theory/temperature', { from: 1000 }),
      from: 0.49,
      to: 0.51,
      source: 'Var x = T/(h (1 − ηh/2)), exactly',
    },
    {
      id: 'equilibrium',
      about: 'Response and fluctuations belong to one temperature',
      of: meanOf('fluctuation-dissipation-ratio/ratio', { from: 1000 }),
      from: 0.93,
      to: 1.07,
      source: KUBO,
    },
    {
      id: 'young',
      about: 'Oscillators that have just begun to move diffuse freely',
      of: valueAt('fluctuation-dissipation-ratio/ratio', 5),
      from: 0.45,
      to: 0.6,
      source: 'Cugliandolo, Kurchan & Parisi 1994, J. Phys. I France 4, 1641: ½ for free diffusion',
      settings: { waiting: 0 },
      steps: 10,
    },
  ],
  rule: (settings, seed) => oscillators(settings, seed),
})
