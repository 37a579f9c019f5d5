import { studentTProcess as process } from '#trainer/systems/index.ts'
import { lastOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const CLOSED_FORM = 'Shah, Wilson & Ghahramani 2014, arXiv:1402.4306'
const CALM = { settings: { amplitude: 0.2 } }

/**
 * A normal process is as sure after values that surprise as after values that do not. One whose scale is unknown learns it from
 * them: it is less sure where they are larger than expected, and surer where they are smaller.
 */
export const studentTProcess = defineRuledExperiment({
  id: 'student-t-process',
  name: 'Prediction by a Student-t process',
  about:
    'Functions of unknown scale are conditioned on a few values: draws of the scale, weighted by how well they explain the values, ' +
    'come to the closed form of mean, variance and tails. A step is ten thousand draws',
  reference: 'Shah, Wilson & Ghahramani 2014, arXiv:1402.4306; Pacelli et al. 2023, arXiv:2209.04882',
  parameters: {
    degrees: p.whole(6, 3, 1000, 'Degrees of freedom ν of the prior: the fewer, the less sure of the scale'),
    examples: p.whole(5, 1, 200, 'Values n that are seen'),
    dimensions: p.whole(3, 1, 1000, 'Dimensions of a place'),
    amplitude: p.number(1, 1e-3, 1e3, 'How large the values are, in units of those that the prior expects'),
    draws: p.whole(10_000, 1, 1_000_000, 'Scales that are drawn at each step'),
  },
  seed: 0,
  steps: 50,
  probes: ['against-theory'],
  opensWith: ['against-theory'],
  claims: [
    {
      id: 'variance',
      about: 'The variance is (ν + β − 2)/(ν + n − 2) times that of a normal process',
      of: lastOf('against-theory/over-closed-form'),
      from: 0.97,
      to: 1.03,
      source: CLOSED_FORM,
    },
    {
      id: 'calm-variance',
      about: 'And it is so after values that are small',
      of: lastOf('against-theory/over-closed-form'),
      from: 0.97,
      to: 1.03,
      source: CLOSED_FORM,
      ...CALM,
    },
    {
      id: 'calm-is-surer',
      about: 'After those a prediction is surer than that of a normal process',
      of: lastOf('against-theory/over-normal'),
      from: null,
      to: 0.9,
      source: `${CLOSED_FORM}: 4/9 where all values are 0`,
      ...CALM,
    },
    {
      id: 'mean',
      about: 'The mean is that of a normal process',
      of: lastOf('against-theory/mean.residual'),
      from: -0.01,
      to: 0.01,
      source: CLOSED_FORM,
    },
    {
      id: 'degrees-add-up',
      about: 'The tails are those of ν + n degrees of freedom: an excess kurtosis of 6/7',
      of: lastOf('against-theory/kurtosis'),
      from: 6 / 7 - 0.1,
      to: 6 / 7 + 0.1,
      source: `${CLOSED_FORM}; one standard deviation is about 0.01 at an amplitude of 1`,
    },
  ],
  rule: (values, seed) => process(values, seed),
})
