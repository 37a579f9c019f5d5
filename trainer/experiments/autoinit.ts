import { every, type Claim, type ParameterValues } from '#src/vocabulary/index.ts'
import { autoInit } from '#trainer/systems/index.ts'
import { firstBelow, lastOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const MEAN = lastOf('theory-residual/mean')
const SOURCE = 'Runs of another implementation; the form of the objective is not that of the paper to the letter'

/**
 * A deep network that is not told how large its weights should be: gradient descent on one scale a layer finds the critical
 * point within a few steps, whatever it begins from, as long as the rate is below 1/σ_w².
 */
export const autoinit = defineRuledExperiment({
  id: 'autoinit',
  name: 'Automatic initialization',
  about:
    'One scale a layer is moved by gradient descent until every layer of a deep random network stretches a small change by 1. ' +
    'A step is an update of the scales; the network is not trained',
  reference: 'He, Doshi & Gromov 2022, arXiv:2206.13568',
  parameters: {
    activation: p.activation('relu', 'Function on each neuron'),
    width: p.whole(128, 2, 2048, 'Neurons of a layer'),
    depth: p.whole(10, 1, 200, 'Layers'),
    examples: p.whole(16, 1, 1000, 'Examples over which the stretch of a layer is averaged'),
    weightVariance: p.number(1, 0.001, 1000, 'σ_w² that the network begins with: weights have variance σ_w²/width'),
    objective: {
      type: 'choice',
      default: 'logarithm',
      choices: ['logarithm', 'difference'],
      about: 'What is made small over the layers: ½ Σ (ln J)² or ½ Σ (J − 1)²',
    },
    rate: p.rate(0.1),
  },
  seed: 0,
  steps: 100,
  probes: [
    'theory-residual',
    'train-loss',
    { probe: 'profile', cadence: every(1) },
    { probe: 'jacobian-susceptibility', cadence: every(10) },
    { probe: 'apjn', cadence: every(20) },
  ],
  opensWith: ['profile'],
  claims: [
    ...converging('', {}),
    ...converging('-from-4', { weightVariance: 4 }),
    ...converging('-difference', { objective: 'difference' }),
    ...converging('-difference-from-4', { objective: 'difference', weightVariance: 4 }),
    {
      ...claim('relu-wide', 'At 400 neurons the mean variance is nearer to 2', MEAN, 1.9, 2.1, { width: 400 }),
      ...{ steps: 60, tier: 'nightly' },
    },
    claim(
      'tanh',
      'With tanh it comes to the critical variance of that',
      lastOf('theory-residual/mean.residual'),
      -0.1,
      0.1,
      {
        activation: 'tanh',
      },
    ),
    claim('unstable', 'Above a rate of 1/σ_w² it does not converge', lastOf('theory-residual/distance'), 0.02, null, {
      weightVariance: 4,
      rate: 0.3,
    }),
  ],
  rule: (values, seed) => autoInit(values, seed),
})

function converging(id: string, settings: ParameterValues): Claim[] {
  return [
    claim(
      `steps${id}`,
      'Every layer is within 0.02 of critical soon',
      firstBelow('theory-residual/distance', 0.02),
      1,
      40,
      settings,
    ),
    claim(`exact${id}`, 'And comes to it exactly', lastOf('theory-residual/distance'), null, 1e-6, settings),
    claim(`variance${id}`, 'The mean variance over the layers is that of theory, 2', MEAN, 1.85, 2.15, settings),
  ]
}

function claim(
  id: string,
  about: string,
  of: Claim['of'],
  from: number | null,
  to: number | null,
  settings: ParameterValues,
): Claim {
  return { id, about, of, from, to, source: SOURCE, ...(Object.keys(settings).length > 0 && { settings }) }
}
