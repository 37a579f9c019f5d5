import { every, type Claim } from '#src/vocabulary/index.ts'
import { lastLayerGap as rule } from '#trainer/systems/index.ts'
import { lastOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const NOISE = { signal: 0, noise: 1 } as const

/** How much a last layer can overfit is a matter of counting: its width over the number of examples bounds the gap. */
export const lastLayerGap = defineRuledExperiment({
  id: 'last-layer-gap',
  name: 'Gap of the last layer',
  about:
    'Last layers of growing width are solved on random features: on pure noise the gap between test and training error is N/P + N/(P − N − 1), ' +
    'for a teacher that can be learned it is below. A step is a draw',
  reference: 'Ariosto et al. 2022, arXiv:2201.11022',
  parameters: {
    dimension: p.whole(30, 1, 1000, 'Dimensions of a point, which is Gaussian'),
    examples: p.whole(200, 15, 5000, 'Training examples P'),
    testExamples: p.whole(1000, 1, 100_000, 'Points at which the test error is measured'),
    signal: p.number(1, 0, 1000, 'Standard deviation of what the linear teacher says; 0 leaves pure noise'),
    noise: p.number(0.5, 0, 1000, 'Standard deviation of the noise on the targets'),
  },
  seed: 0,
  steps: 60,
  probes: ['theory-residual', { probe: 'profile', cadence: every(2) }, 'last-layer-bound'],
  opensWith: ['profile'],
  claims: [
    ...noiseClaims(50),
    ...noiseClaims(200),
    // At P = 1000 the gap is a few hundredths of the variance, and of 60 draws known to 4 %: the seeds are asked together.
    ...noiseClaims(1000).map((one): Claim => ({ ...one, over: 'mean', tier: 'nightly' })),
    claim('above-the-limit', 'On pure noise it comes to 2N/P from above', 'bound.residual', 0, null, NOISE),
    claim('teacher', 'For a teacher that can be learned it is less', 'resolved.greatest', null, -0.1, {
      examples: 200,
    }),
    {
      ...claim('teacher-1000', 'Also from many examples', 'resolved.greatest', null, -0.1, { examples: 1000 }),
      tier: 'nightly',
    },
  ],
  family: {
    grid: ['signal=0,1', 'examples=200,500'],
    seeds: '2',
    picture: {
      kind: 'profiles',
      profile: 'gap',
      x: { key: 'N', label: 'width of the last layer N', scale: 'log' },
      by: { key: 'examples', label: 'examples P' },
      panels: 'signal',
      label: 'gap / variance of the targets',
      scale: 'log',
      theory: 'N/P + N/(P − N − 1), exact on pure noise',
    },
  },
  rule: (values, seed) => rule(values, seed),
})

function noiseClaims(examples: number): Claim[] {
  const settings = { ...NOISE, examples }
  return [
    claim(
      `noise-least-${examples}`,
      'On pure noise the gap is that of counting',
      'resolved.least',
      -0.1,
      null,
      settings,
    ),
    claim(`noise-greatest-${examples}`, 'And not above it', 'resolved.greatest', null, 0.12, settings),
  ]
}

function claim(
  id: string,
  about: string,
  part: string,
  from: number | null,
  to: number | null,
  settings: Record<string, number>,
): Claim {
  const source = 'The exact gap of least squares on Gaussian features; runs of another implementation'
  return { id, about, of: lastOf(`theory-residual/${part}`), from, to, source, settings }
}
