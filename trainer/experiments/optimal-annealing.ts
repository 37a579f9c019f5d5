import { noisyQuadratic } from '#trainer/systems/index.ts'
import { lastOf, greatestOf, leastOf, meanOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const CLOSED_FORM = 'Li, Tai & E 2017, arXiv:1511.06251: η = hV/(h²V + C), 1/V = 1/V₀ + t h²/C'

/**
 * How a learning rate has to fall where gradients are noisy: on a quadratic the best rate at every update is known. Four schedules
 * run side by side on the same noise, each beside what theory says of it.
 */
export const optimalAnnealing = defineRuledExperiment({
  id: 'optimal-annealing',
  name: 'Optimal annealing of the learning rate',
  about:
    'Gradient descent on a noisy quadratic by a constant rate, 1/t, a cosine and the optimal rate: V, the mean square distance from ' +
    'the minimum, of each beside its closed form',
  reference: 'Li, Tai & E 2017, arXiv:1511.06251',
  parameters: {
    curvature: p.number(1, 1e-3, 1e3, 'h of the loss ½hθ²'),
    noise: p.number(4, 1e-6, 1e6, 'C, the variance of the noise on the gradient'),
    start: p.number(1, 1e-6, 1e6, 'V₀, the mean square of θ at the start'),
    rate: p.settable(p.number(0.2, 0, 1e3, 'Rate of the constant schedule, and of the cosine at its start')),
    horizon: p.whole(200, 1, 1_000_000, 'Updates within which the cosine falls to 0'),
    replicas: p.whole(20_000, 1, 10_000_000, 'Numbers θ, each with noise of its own'),
  },
  seed: 0,
  steps: 200,
  probes: ['against-theory'],
  opensWith: ['against-theory'],
  claims: [
    {
      id: 'optimal-rate-is-optimal',
      about: 'At no step is another schedule ahead of the optimal one',
      of: leastOf('against-theory/lead', { from: 1 }),
      from: 1,
      to: null,
      source: CLOSED_FORM,
    },
    {
      id: 'optimal-rate-keeps-its-law-from-above',
      about: 'V of the optimal rate is that of its closed form, at every step',
      of: greatestOf('against-theory/over-closed-form'),
      from: null,
      to: 1.05,
      source: `${CLOSED_FORM}; one standard deviation is 1 % of V`,
    },
    {
      id: 'optimal-rate-keeps-its-law-from-below',
      about: 'Not less than that either',
      of: leastOf('against-theory/over-closed-form'),
      from: 0.95,
      to: null,
      source: `${CLOSED_FORM}; one standard deviation is 1 % of V`,
    },
    {
      id: 'constant-rate-stops',
      about: 'A constant rate comes to V = ηC/(h(2 − ηh))',
      of: meanOf('against-theory/constant', { from: 50 }),
      from: 0.98 * ((0.2 * 4) / 1.8),
      to: 1.02 * ((0.2 * 4) / 1.8),
      source: 'Mandt, Hoffman & Blei 2017, arXiv:1704.04289',
    },
    {
      id: 'inverse-time-averages',
      about: 'The rate 1/(ht) makes θ a mean of all noise so far, whose V is C/(h²t)',
      of: lastOf('against-theory/inverse-time'),
      from: 0.95 * 0.02,
      to: 1.05 * 0.02,
      source: 'Closed form, C/(h²t) at step 200',
    },
  ],
  rule: (values, seed) => noisyQuadratic(values, seed),
})
