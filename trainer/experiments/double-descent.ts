import { every, type Claim, type ParameterValues } from '#src/vocabulary/index.ts'
import { doubleDescent as rule } from '#trainer/systems/index.ts'
import { lastOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

type Said = readonly [id: string, about: string, part: string, from: number | null, to: number | null]

/** Numbers at the end of a run, in the bands that runs of another implementation gave. */
function claimsOf(settings: ParameterValues, all: readonly Said[]): Claim[] {
  const set = Object.keys(settings).length > 0 ? { settings } : {}
  return all.map(([id, about, part, from, to]) => {
    const of = lastOf(`theory-residual/${part}`)
    return {
      id,
      about,
      of,
      from,
      to,
      ...set,
      source: 'Runs of another implementation; Mei & Montanari 2022, arXiv:1908.05355',
    }
  })
}

/**
 * More features than examples, and the error falls again. Between, where they are as many, the readout fits the noise
 * exactly and has no freedom left to do it gently.
 */
export const doubleDescent = defineRuledExperiment({
  id: 'double-descent',
  name: 'Double descent',
  about:
    'Least squares on random features: the test error falls, explodes where there are as many features as examples, and falls ' +
    'again beyond. A step is a draw of examples and features',
  reference: 'Belkin et al. 2019, arXiv:1812.11118; Mei & Montanari 2022, arXiv:1908.05355',
  parameters: {
    dimension: p.whole(20, 1, 1000, 'Dimensions of a point, which is Gaussian'),
    examples: p.whole(100, 2, 2000, 'Training examples P; features range from P/10 to 10 P'),
    testExamples: p.whole(
      500,
      1,
      100_000,
      'Points at which the error is measured, on what the teacher says without noise',
    ),
    signal: p.number(1, 0, 1000, 'Standard deviation of what the linear teacher says'),
    noise: p.number(0.3, 0, 1000, 'Standard deviation of the noise on the training targets'),
    ridge: p.number(0, 0, 1e6, 'Ridge for each feature: N times this beside the sum of squares'),
    features: p.whole(100, 1, 20_000, 'Features of the network that other probes see'),
  },
  seed: 0,
  steps: 25,
  probes: ['theory-residual', { probe: 'profile', cadence: every(1) }, 'last-layer-bound'],
  opensWith: ['profile'],
  claims: [
    ...claimsOf({}, [
      ['peak-place', 'The error is largest where there are as many features as examples', 'peak', 95, 105],
      ['peak-height', 'There it is many times what it is at fewer features', 'height', 20, null],
      ['second-descent', 'With ten times as many features as examples it is low', 'test', 0.07, 0.14],
      ['theory-below', 'Below 0.8 P features theory is near', 'below.least', -0.3, 0.3],
      ['theory-above', 'And above 1.2 P', 'above.least', -0.3, 0.3],
    ]),
    ...claimsOf({ ridge: 0.05 }, [
      ['no-peak', 'A ridge of 0.05 a feature leaves no peak', 'height', null, 1.05],
      ['ridge-descent', 'With it the error is low, too, at many features', 'test', 0.04, 0.09],
    ]),
  ],
  family: {
    grid: ['ridge=0,0.05'],
    seeds: '3',
    picture: {
      kind: 'profiles',
      profile: 'test',
      x: { key: 'features', label: 'features N, of 100 examples', scale: 'log' },
      by: { key: 'ridge', label: 'ridge a feature' },
      label: 'test error',
      scale: 'log',
      theory: 'random features at large size (Mei & Montanari)',
    },
  },
  rule: (values, seed) => rule(values, seed),
})
