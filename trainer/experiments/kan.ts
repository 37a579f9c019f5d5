import { every } from '#src/vocabulary/index.ts'
import { meanSquaredError } from '#trainer/losses/index.ts'
import { refinedGrid, refinedSpline, type SplineGrid } from '#trainer/layers/index.ts'
import { kan as kanOf, type WeightsByLayer } from '#trainer/models/index.ts'
import { adamW, scheduled, type Schedule } from '#trainer/optimizers/index.ts'
import { formulaValues } from '#trainer/data/index.ts'
import { lastOf, ratioOf, valueAt } from './claimed.ts'
import { defineStagedExperiment } from './define.ts'
import * as p from './parameters.ts'

/** The inputs fill their interval; what the nodes between the layers come to is not known beforehand, and has room. */
const FIRST: SplineGrid = { from: -1, to: 1, intervals: 5, beyond: 1 }
const SECOND: SplineGrid = { from: -2, to: 2, intervals: 5, beyond: 1 }

const COARSE_UPDATES = 2000
const COARSE_RATES = [1, 0.4, 0.14, 0.05]
const FINE_RATES = [0.5, 0.15, 0.05]

/** Equally many updates at each share of the rate, and the last of them from there on. */
const falling =
  (rate: number, shares: readonly number[], each: number): Schedule =>
  (made) =>
    rate * (shares[Math.min(shares.length - 1, Math.floor(made / each))] as number)

/**
 * A Kolmogorov–Arnold network on a formula of two variables. At step 2,000 the grid of its splines is halved: the function
 * stays what it was, and the finer splines go on from there.
 */
export const kan = defineStagedExperiment({
  id: 'kan',
  name: 'Kolmogorov–Arnold network',
  about:
    'Splines on the edges learn exp(sin πx + y²); at step 2,000 their grid is refined without a change of the function, and the loss falls further',
  reference: 'Liu et al. 2024, arXiv:2404.19756',
  parameters: {
    hidden: p.whole(5, 1, 256, 'Nodes between the two layers of splines'),
    trainExamples: p.whole(1000, 1, 100_000, 'Training points, even in the square from −1 to 1'),
    testExamples: p.whole(1000, 1, 100_000, 'Test points'),
    splineDeviation: p.number(0.1, 0, 10, 'Standard deviation of the spline coefficients at the start'),
    rate: p.rate(0.02),
  },
  seed: 0,
  steps: 3500,
  probes: [
    { probe: 'train-loss', cadence: every(10) },
    { probe: 'test-loss', cadence: every(20) },
    { probe: 'weight-norm', cadence: every(20) },
    { probe: 'gradient-norm', cadence: every(20) },
    'elapsed',
  ],
  opensWith: ['train-loss', 'test-loss'],
  expects:
    'At step 2,000 the root of the test loss is between 0.005 and 0.02; at step 3,500 at most 0.002, and the test loss has fallen to less than a tenth',
  claims: [
    {
      id: 'coarse',
      about: 'On the coarse grid the root mean square error comes down to between 0.005 and 0.02',
      of: valueAt('test-loss', COARSE_UPDATES),
      ...{ from: 0.005 ** 2, to: 0.02 ** 2 },
      source: 'Another implementation: 0.010',
    },
    {
      id: 'fine',
      about: 'On the fine grid it comes down to 0.002 at most',
      of: lastOf('test-loss'),
      ...{ from: null, to: 0.002 ** 2 },
      source: 'Another implementation: 0.00062; Liu et al. 2024 with L-BFGS: 0.00047',
    },
    {
      id: 'refined',
      about: 'Refining the grid is what brings the error down: the test loss falls to less than a tenth',
      of: ratioOf(lastOf('test-loss'), valueAt('test-loss', COARSE_UPDATES)),
      ...{ from: null, to: 0.1 },
      source: 'Another implementation: 0.004',
    },
  ],
  stages(values, seed) {
    const { hidden, trainExamples, testExamples, splineDeviation, rate } = values
    const task = formulaValues(
      { variables: 2, value: ([x = 0, y = 0]) => Math.exp(Math.sin(Math.PI * x) + y * y), trainExamples, testExamples },
      seed,
    )
    const recipe = (grids: readonly SplineGrid[], schedule: Schedule) => ({
      task,
      model: kanOf({ widths: [2, hidden, 1], grids, splineDeviation }),
      loss: meanSquaredError,
      optimizer: scheduled(schedule, (now) => adamW({ rate: now, decay: 0, betas: [0.9, 0.999] })),
    })
    return [
      { updates: COARSE_UPDATES, recipe: recipe([FIRST, SECOND], falling(rate, COARSE_RATES, 500)) },
      {
        updates: 1500,
        recipe: recipe([FIRST, SECOND].map(refinedGrid), falling(rate, FINE_RATES, 500)),
        carry: (weights) => ({
          ...weights,
          'kan1.spline': refined(weights, 'kan1.spline', FIRST),
          'kan2.spline': refined(weights, 'kan2.spline', SECOND),
        }),
      },
    ]
  },
})

function refined(weights: WeightsByLayer, name: string, grid: SplineGrid) {
  return refinedSpline(weights[name] as WeightsByLayer[string], grid)
}
