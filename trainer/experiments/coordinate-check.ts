import { every, type Along, type Claim } from '#src/vocabulary/index.ts'
import { lastOf, valueAt } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'
import { taughtAtWidth, taughtParameters } from './taught-at-width.ts'

const WIDTHS: Along = { key: 'width', values: [64, 128, 256, 512], take: 'exponent' }
const SOURCE = 'Yang et al. 2022, arXiv:2203.03466; runs of another implementation'

/**
 * What one step of Adam moves, as the network widens: the check that a parametrization is muP. There every activation and the
 * logits move as far at every width; elsewhere they move further the wider the network is, or less far.
 */
export const coordinateCheck = defineExperiment({
  id: 'coordinate-check',
  name: 'Coordinate check',
  about:
    'A few steps of Adam at one small rate: how far they move activations and logits does not depend on the width in muP, and grows ' +
    'with it in the standard parametrization',
  reference: 'Yang et al. 2022, arXiv:2203.03466; Yang & Hu 2021, arXiv:2011.14522',
  parameters: {
    ...taughtParameters,
    rate: { ...taughtParameters.rate, default: 1e-3 },
    examples: p.whole(
      128,
      1,
      100_000,
      'Examples: all updates see the same ones, and what they move is measured on these',
    ),
  },
  seed: 0,
  steps: 5,
  probes: [
    { probe: 'coordinate-change', cadence: every(1) },
    { probe: 'logit-change', cadence: every(1) },
    { probe: 'train-loss', cadence: every(1) },
    { probe: 'update-to-weight-ratio', cadence: every(1) },
    'weight-norm',
    'gradient-norm',
    'elapsed',
  ],
  opensWith: ['coordinate-change', 'logit-change'],
  family: {
    grid: ['width=64,128,256,512', 'parametrization=mup,standard,ntk,mean-field'],
    seeds: '3',
    picture: {
      kind: 'curves',
      x: { key: 'width', label: 'Width', scale: 'log' },
      by: { key: 'parametrization', label: 'Parametrization' },
      of: valueAt('logit-change', 1),
      label: 'Change of the logits in one step',
      scale: 'log',
      fit: 'power-law',
    },
  },
  claims: [
    ...exponents('mup', {
      'coordinate-change/h1': ['In muP one step moves the first activations as far at every width', -0.05, 0.05, '0'],
      'coordinate-change/h2': ['And the second', -0.05, 0.05, '0.002'],
      'logit-change': ['And the logits', -0.05, 0.05, '0.005'],
    }),
    ...exponents('standard', {
      'coordinate-change/h1': ['In the standard parametrization, the first activations too', -0.05, 0.05, '0'],
      'coordinate-change/h2': ['But the second as the width', 0.7, null, '1.01'],
      'logit-change': ['And the logits further than that', 0.7, null, '1.39'],
    }),
  ],
  // All updates see one batch, and it is what probes look at: there are no other examples.
  recipe(values, seed) {
    const { task, ...rest } = taughtAtWidth({ ...values, testExamples: 0 }, seed)
    return { ...rest, task: { ...task, test: null }, batching: { kind: 'full' } }
  },
})

type Said = readonly [about: string, from: number | null, to: number | null, measured: string]

/** What one step moves, as a power of the width. */
function exponents(parametrization: string, said: Readonly<Record<string, Said>>): Claim[] {
  return Object.entries(said).map(([series, [about, from, to, measured]]) => ({
    id: `${parametrization}-${series.split('/').at(-1)}`,
    about,
    of: lastOf(series),
    from,
    to,
    source: `${SOURCE}: ${measured}`,
    along: WIDTHS,
    settings: { parametrization },
    steps: 1,
    // At a width of 64 the exponents of single seeds scatter by 0.05, those of the logits by 0.09.
    over: 'mean',
    seeds: 12,
  }))
}
