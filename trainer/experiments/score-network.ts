import { every, type Claim } from '#src/vocabulary/index.ts'
import { collapseTime, denoising, endlessMixture, gaussianMixture } from '#trainer/data/index.ts'
import { meanSquaredError } from '#trainer/losses/index.ts'
import { scoreNetwork as noiseTeller } from '#trainer/models/index.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { differenceOf, firstAbove, firstBelow, greatestOf, lastOf, leastOf, ratioOf, valueAt } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const COPIES = 'memorization-fraction/generated'
const RETURN = 'against-theory/collapse-time'

/** One in twenty of what it makes is a copy then: the later, the more points there are. */
function copiesFrom(points: number, from: number, to: number, theirs: string, more: Partial<Claim>): Claim {
  return {
    id: `copies-${points}-points`,
    about: `Of ${points} points, a twentieth of what it makes are copies from step ${from} to ${to} on`,
    of: firstAbove(COPIES, 0.05),
    ...{ from, to },
    source: `Two seeds of another implementation: about ${theirs}; the time grows with the points, as n^1.0 to n^2.2`,
    ...more,
  }
}

/** Whoever learns the clusters does so within as many updates, however many points there are. */
function learnsThemAsSoon(points: number, more: Partial<Claim>): Claim {
  return {
    id: `learns-clusters-of-${points}`,
    about: `Of ${points} points, the noise of others is told as well as clusters allow, to 0.6, within a hundred updates`,
    of: firstBelow('test-loss', 0.6),
    ...{ from: 20, to: 100 },
    source:
      'Bonnaire et al. 2025, arXiv:2505.17638: this time does not depend on n; in runs of three seeds here 30 to 50',
    ...more,
  }
}

/**
 * A network learns to tell the noise in points of four clusters, of which it sees a few again and again, under noise that is always new. At
 * first it learns where the clusters are, and makes new points of them; much later, and the later the more points there are, copies of those
 * that it learned from.
 */
export const scoreNetwork = defineExperiment({
  id: 'score-network',
  name: 'Diffusion model of few points',
  about:
    'A network learns to take noise away from points of four clusters; at first it makes new ones, and later copies of those that it learned from',
  reference: 'Bonnaire et al. 2025, arXiv:2505.17638; Biroli et al. 2024, arXiv:2402.18491',
  parameters: {
    classes: p.whole(4, 1, 100, 'Clusters, all of the same size'),
    dimensions: p.whole(8, 1, 4096, 'Dimensions of a point'),
    trainPerClass: p.whole(4, 1, 10_000, 'Training points of each cluster'),
    testPerClass: p.whole(128, 1, 10_000, 'Points of each cluster that are held out'),
    separation: p.number(3, 0, 1000, 'Length of each cluster mean; points have variance 1 in every direction'),
    points: {
      type: 'choice',
      default: 'kept',
      choices: ['kept', 'endless'],
      about: 'What an update sees: the training points, or new ones of the same clusters; the noise is always new',
    },
    width: p.width(128),
    depth: p.whole(2, 0, 32, 'Hidden layers'),
    batchSize: p.whole(256, 1, 65_536, 'Noised points of each update'),
    rate: p.rate(1e-3),
    beta1: p.beta1(),
    beta2: p.beta2(0.999),
  },
  seed: 0,
  steps: 1000,
  probes: [
    { probe: 'train-loss', cadence: every(10) },
    { probe: 'test-loss', cadence: every(10) },
    { probe: 'memorization-fraction', cadence: every(25) },
    { probe: 'profile', cadence: every(100) },
    { probe: 'against-theory', cadence: every(100) },
    { probe: 'weight-norm', cadence: every(10) },
    { probe: 'gradient-norm', cadence: every(10) },
    'elapsed',
  ],
  opensWith: ['memorization-fraction', 'profile'],
  claims: [
    copiesFrom(8, 75, 350, '100', { settings: { trainPerClass: 2 }, steps: 400 }),
    copiesFrom(16, 250, 800, '450', {}),
    copiesFrom(32, 650, 1600, '850', { settings: { trainPerClass: 8 }, steps: 1600, tier: 'nightly' }),
    copiesFrom(64, 1600, 5000, '3000 and later', { settings: { trainPerClass: 16 }, steps: 5000, tier: 'nightly' }),
    learnsThemAsSoon(8, { settings: { trainPerClass: 2 }, steps: 400 }),
    learnsThemAsSoon(16, {}),
    learnsThemAsSoon(64, { settings: { trainPerClass: 16 }, steps: 5000, tier: 'nightly' }),
    {
      id: 'forgets-the-clusters',
      about:
        'As it learns the points by heart, it tells the noise of others worse and worse: the test loss rises by a fifth at least',
      of: ratioOf(lastOf('test-loss'), leastOf('test-loss')),
      ...{ from: 1.2, to: null },
      source: 'Bonnaire et al. 2025, arXiv:2505.17638, as runs of three seeds show it here: 1.36 to 1.52',
    },
    {
      id: 'finds-back-from-farther',
      about:
        'Training points find back to themselves from farther away than at step 100, on the way to the collapse time',
      of: differenceOf(lastOf(RETURN), valueAt(RETURN, 100)),
      ...{ from: 0.03, to: null },
      source: 'Biroli et al. 2024, arXiv:2402.18491, for the exact score; runs of three seeds here',
    },
    {
      id: 'no-copies-of-endless-points',
      about: 'Where points are new at every update, nothing is copied',
      of: greatestOf(COPIES),
      ...{ from: null, to: 0.02 },
      source: 'There is nothing to copy; of points that are held out, a thousandth would count as copies by chance',
      ...{ settings: { points: 'endless' }, tier: 'nightly' },
    },
  ],
  recipe: (values, seed) => {
    const mixture = { ...values, corruptionFraction: 0 }
    const { trainPerClass, dimensions, width, depth } = values
    return {
      task: denoising(
        {
          points: values.points === 'kept' ? gaussianMixture(mixture, seed) : endlessMixture(mixture, seed),
          collapse: values.points === 'kept' && trainPerClass > 1 ? collapseTime(trainPerClass, dimensions, 1) : null,
        },
        seed,
      ),
      model: noiseTeller({ dimensions, width, hiddenLayers: depth }),
      loss: meanSquaredError,
      optimizer: adamW({ rate: values.rate, decay: 0, betas: [values.beta1, values.beta2] }),
      batching: { kind: 'online', size: values.batchSize },
    }
  },
})
