import { every, type Along, type Claim } from '#src/vocabulary/index.ts'
import { lastOf } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'
import { taughtAtWidth, taughtParameters } from './taught-at-width.ts'

const OCTAVES = [-10, -9, -8, -7, -6, -5, -4]
const RATES: Along = { key: 'rate', values: OCTAVES.map((octave) => 2 ** octave), take: 'argmin' }
const WIDTHS: Along = { key: 'width', values: [64, 256, 512], take: 'exponent' }
const LOSS = lastOf('test-loss')
const SOURCE = 'Runs of another implementation in JAX'

/**
 * Which learning rate is the best of a hundred steps, as the network widens. In muP it is that of the narrow network, so that a
 * wide one need not be tuned; in the standard parametrization it falls, and what was found at one width is wrong at another.
 */
export const mupTransfer = defineExperiment({
  id: 'mup-transfer',
  name: 'Transfer of the learning rate',
  about:
    'A ReLU network learns a teacher from new examples all the time: in muP the best learning rate is the same at every width, and ' +
    'wider is better; in the standard parametrization the best rate falls with the width',
  reference: 'Yang et al. 2022, arXiv:2203.03466',
  parameters: {
    ...taughtParameters,
    batchSize: p.settable(p.whole(128, 1, 100_000, 'Examples of an update, new ones each time')),
    examples: p.whole(1000, 1, 1_000_000, 'Examples that train probes look at; no update sees them'),
    testExamples: p.whole(2000, 1, 1_000_000, 'Test examples, by which networks are compared'),
  },
  seed: 0,
  steps: 100,
  probes: [
    { probe: 'test-loss', cadence: every(10) },
    { probe: 'test-accuracy', cadence: every(10) },
    { probe: 'coordinate-change', cadence: every(10) },
    { probe: 'logit-change', cadence: every(10) },
    { probe: 'update-to-weight-ratio', cadence: every(5) },
    'weight-norm',
    'gradient-norm',
    'distance-from-initialization',
    'elapsed',
  ],
  opensWith: ['test-loss', 'coordinate-change'],
  family: {
    grid: [
      'parametrization=mup,standard',
      'width=64,256,512',
      `rate=${RATES.values.map((rate) => rate.toString()).join(',')}`,
    ],
    picture: {
      kind: 'curves',
      x: { key: 'rate', label: 'Learning rate', scale: 'log' },
      by: { key: 'width', label: 'Width' },
      panels: 'parametrization',
      of: LOSS,
      label: 'Test loss after 100 steps',
    },
  },
  claims: [
    {
      id: 'learns-the-teacher',
      about: 'At the best rate a hundred steps bring the test loss from 2.4 to about 0.65, as a mean over teachers',
      of: LOSS,
      from: 0.5,
      to: 0.8,
      source: `${SOURCE}: 0.631; of this program 0.48 to 0.73 for single seeds, each with a teacher of its own`,
      ...{ over: 'mean', seeds: 3 },
    },
    ...[64, 256, 512].map((width) => bestRate('mup', width, 2 ** -7, 2 ** -5, '2^−6')),
    bestRate('standard', 512, null, 2 ** -8, '2^−8 at a width of 256, 2^−9 at 1024'),
    {
      id: 'wider-is-better',
      about: 'In muP at one rate a wider network learns more',
      of: LOSS,
      from: null,
      to: -0.03,
      source: `${SOURCE}: 0.631, 0.554 and 0.529 at widths 64, 256 and 1024, an exponent of −0.06`,
      along: WIDTHS,
      tier: 'nightly',
    },
  ],
  recipe: (values, seed) => ({
    ...taughtAtWidth(values, seed),
    batching: { kind: 'online', size: values.batchSize },
  }),
})

/** At which rate the loss after a hundred steps is least. */
function bestRate(parametrization: string, width: number, from: number | null, to: number, measured: string): Claim {
  const name = parametrization === 'mup' ? 'muP' : 'the standard parametrization'
  return {
    id: `${parametrization}-best-rate-${width}`,
    about:
      from === null
        ? `In ${name} the best rate of a network of width ${width} is at least two octaves below that of width 64`
        : `In ${name} the best rate of a network of width ${width} is within an octave of 2^−6`,
    of: LOSS,
    from,
    to,
    source: `${SOURCE}: ${measured}`,
    along: RATES,
    settings: { parametrization, width },
    tier: 'nightly',
  }
}
