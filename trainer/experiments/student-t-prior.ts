import { activationFunctions, type ActivationName } from '#probes/maths/chain/activations.ts'
import { priorKurtosis } from '#probes/maths/physics/prior-kurtosis.ts'
import { every } from '#src/vocabulary/index.ts'
import { priorDraws } from '#trainer/systems/index.ts'
import { lastOf, ratioOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const SOURCE = 'Pacelli et al. 2023, arXiv:2209.04882; 400,000 draws of another implementation'
const relative = ratioOf(lastOf('against-theory/kurtosis'), lastOf('against-theory/kurtosis.theory'))

/**
 * At infinite width the output of a random network is normal; at width five its tails are those of a Student distribution of nine
 * degrees of freedom. A fourth moment needs many draws: each step adds ten thousand networks.
 */
export const studentTPrior = defineRuledExperiment({
  id: 'student-t-prior',
  name: 'Heavy tails of the prior at finite width',
  about:
    'The outputs of narrow random networks have the tails of a Student distribution; their kurtosis comes to a closed form',
  reference: 'Pacelli et al. 2023, arXiv:2209.04882',
  parameters: {
    width: p.whole(5, 1, 4096, 'Hidden neurons N'),
    activation: p.activation('linear', 'Function on each neuron'),
    variance: p.number(1, 1e-6, 1e6, 'Variance of what a hidden neuron sees'),
    networks: p.whole(10_000, 1, 1_000_000, 'Networks that are drawn at each step'),
  },
  seed: 0,
  steps: 100,
  probes: ['against-theory', { probe: 'output-tail', cadence: every(10) }],
  opensWith: ['against-theory'],
  claims: [
    {
      id: 'linear',
      about: 'Linear neurons have 6/N',
      of: lastOf('against-theory/kurtosis'),
      from: 1.08,
      to: 1.32,
      source: `${SOURCE}: 1.213`,
    },
    ...(['tanh', 'erf', 'relu'] as const).map((activation) => ({
      id: activation,
      about: `The closed form holds for ${activation}`,
      of: relative,
      from: 0.9,
      to: 1.1,
      source: `${SOURCE}: ${{ tanh: '0.378', erf: '0.337', relu: '2.998' }[activation]}`,
      settings: { activation },
    })),
    {
      id: 'normal-when-wide',
      about: 'A wide network is nearly normal: 6/N is 0.06 at a width of 100',
      of: lastOf('against-theory/kurtosis'),
      from: 0,
      to: 0.12,
      source: SOURCE,
      settings: { width: 100, networks: 2000 },
    },
  ],
  family: {
    grid: ['activation=linear,tanh,relu', 'width=3,5,10,20,40'],
    set: ['networks=4000'],
    seeds: '3',
    picture: {
      kind: 'curves',
      x: { key: 'width', label: 'width N', scale: 'log' },
      by: { key: 'activation', label: 'activation' },
      of: lastOf('against-theory/kurtosis'),
      label: 'excess kurtosis of the output',
      scale: 'log',
      fit: 'power-law',
      theory: {
        label: 'closed form, 6/N of a linear network',
        at: (width, { activation, variance }) =>
          priorKurtosis(activationFunctions[activation as ActivationName], Number(variance), width),
      },
    },
  },
  rule: (settings, seed) => priorDraws(settings, seed),
})
