import { every, type Claim } from '#src/vocabulary/index.ts'
import { formulaValues } from '#trainer/data/index.ts'
import { squaredError } from '#trainer/losses/index.ts'
import { denseMlp } from '#trainer/models/index.ts'
import { langevin } from '#trainer/optimizers/index.ts'
import { leastOf, meanOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const DIMENSIONS = 20

/** d T/2 of loss above the least, which is 0 here, and a little more: h is the curvature of a direction, 1/3 on average. */
function carriesHalf(id: string, temperature: number, more: Partial<Claim> = {}): Claim {
  const expected = (DIMENSIONS * temperature) / 2 / (1 - (0.1 * (1 / 3)) / 2)
  return {
    id,
    about: `At a temperature of ${temperature} the loss comes to lie where d T/2 has it, within a tenth`,
    of: meanOf('train-loss', { from: 500 }),
    ...{ from: 0.9 * expected, to: 1.1 * expected },
    source: 'Equipartition with steps of finite size, in closed form: ½ T Σ 1/(1 − ηh/2)',
    ...more,
  }
}

/**
 * The noise of a heat bath on every update, and a loss that is a parabola in each direction: weights that have forgotten where they began carry
 * half a temperature of it each, whatever the curvature. Temperature and steps can be changed while the run goes on.
 */
export const langevinRegression = defineExperiment({
  id: 'langevin-regression',
  name: 'Weights in a heat bath',
  about:
    'Gradient descent with thermal noise on a linear regression: in equilibrium each weight carries half a temperature of loss',
  reference: 'Welling & Teh 2011, ICML; Li et al. 2016, arXiv:1512.07666',
  parameters: {
    dimensions: p.whole(DIMENSIONS, 1, 4096, 'Weights d, one for each input'),
    trainExamples: p.whole(200, 1, 100_000, 'Training examples, of which a linear function tells all'),
    testExamples: p.whole(200, 1, 100_000, 'Test examples'),
    temperature: p.settable(p.number(1e-3, 0, 1000, 'Temperature T of the noise, in units of the loss')),
    preconditioner: {
      type: 'choice',
      default: 'none',
      choices: ['none', 'squared-gradients'],
      about: 'What divides steps and noise: nothing, or the root of the running mean of squared gradients',
    },
    rate: p.rate(0.1),
  },
  seed: 0,
  steps: 3000,
  probes: [
    { probe: 'train-loss', cadence: every(2) },
    { probe: 'test-loss', cadence: every(10) },
    { probe: 'weight-norm', cadence: every(10) },
    { probe: 'gradient-norm', cadence: every(10) },
    { probe: 'distance-from-initialization', cadence: every(10) },
    'elapsed',
  ],
  opensWith: ['train-loss'],
  claims: [
    carriesHalf('half-a-temperature-each', 1e-3),
    carriesHalf('half-of-four-times-as-much', 4e-3, { settings: { temperature: 4e-3 }, tier: 'nightly' }),
    {
      id: 'comes-to-rest-without',
      about: 'Without noise it comes to the least loss, which is 0',
      of: leastOf('train-loss'),
      ...{ from: null, to: 1e-6 },
      source: 'A linear function tells all answers',
      ...{ settings: { temperature: 0 }, steps: 1000 },
    },
  ],
  recipe: ({ dimensions, trainExamples, testExamples, temperature, preconditioner, rate }, seed) => ({
    task: formulaValues(
      { variables: dimensions, value: (x) => x.reduce((sum, one) => sum + one, 0), trainExamples, testExamples },
      seed,
    ),
    model: denseMlp({
      widths: [dimensions, 1],
      activation: 'linear',
      hasBiases: false,
      initialization: { kind: 'alike', deviation: 0 },
    }),
    loss: squaredError('half-batch-mean'),
    optimizer: langevin({
      ...{ rate, temperature },
      ...(preconditioner === 'none' ? {} : { preconditioner: { beta: 0.99, epsilon: 1e-3 } }),
    }),
  }),
})
