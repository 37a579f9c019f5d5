import { every, type Along, type Claim } from '#src/vocabulary/index.ts'
import { squaredError } from '#trainer/losses/index.ts'
import { answersBeyondStart, parametrizedMlp } from '#trainer/models/index.ts'
import { perLayer, sgd } from '#trainer/optimizers/index.ts'
import { randomSigns } from '#trainer/data/index.ts'
import { differenceOf, lastOf, valueAt } from './claimed.ts'
import { defineExperiment } from './define.ts'
import * as p from './parameters.ts'

const NARROW: Along = { key: 'width', values: [64, 128, 256], take: 'exponent' }
const WIDE: Along = { key: 'width', values: [64, 128, 256, 512], take: 'exponent' }
const DRIFT = lastOf('kernel-drift/relative')
const MOVED = lastOf('distance-from-initialization/w2')
const ALIGNED = differenceOf(lastOf('kernel-target-alignment'), valueAt('kernel-target-alignment', 0))
const RICH = { settings: { parametrization: 'mean-field' } }
const SEEDS = { over: 'mean', seeds: 3 } as const
const SOURCE = 'Independent runs in JAX over three seeds'

/** How the drift of the kernel in 200 steps follows the width. */
function drifts(along: Along): Claim[] {
  const more: Pick<Claim, 'of' | 'along' | 'tier'> = { of: DRIFT, along, tier: along === NARROW ? 'ci' : 'nightly' }
  const wide = along === NARROW ? '' : '-to-512'
  return [
    {
      id: `lazy-kernel-stands-still${wide}`,
      about: 'In the NTK parametrization the tangent kernel moves less the wider the network is',
      from: null,
      to: -0.4,
      source: `${SOURCE}: −1.03 at widths 64 to 1024; 1/N in theory`,
      ...more,
    },
    {
      id: `rich-kernel-moves${wide}`,
      about: 'In the mean-field one it moves as much at every width',
      from: -0.15,
      to: 0.15,
      // Slopes of single seeds are between −0.45 and 0.01 over five, where a few networks decide what 20 points ask for.
      source: `${SOURCE}: 0.03 at widths 64 to 1024; 0 in theory`,
      ...more,
      ...RICH,
      ...SEEDS,
    },
  ]
}

/**
 * One network, one task, two ways to let its width into its numbers. In the NTK parametrization a wider network needs to move
 * less, until it is linear in its weights and its kernel stands still. In the mean-field one, which is muP for gradient descent,
 * outputs are smaller by the root of the width and rates larger by the width: it learns features at any width.
 */
export const lazyAndRich = defineExperiment({
  id: 'lazy-and-rich',
  name: 'Lazy and rich training',
  about:
    'Twenty random signs are learned by heart: in the NTK parametrization the tangent kernel moves less the wider the network ' +
    'is, in the mean-field one (muP) it moves as much at every width',
  reference:
    'Chizat et al. 2019, arXiv:1812.07956; Yang & Hu 2021, arXiv:2011.14522; Bordelon & Pehlevan 2022, arXiv:2205.09653',
  parameters: {
    examples: p.whole(20, 2, 10_000, 'Normal points, each with 1 or −1 at random'),
    dimensions: p.whole(5, 1, 4096, 'Dimensions of a point'),
    width: p.width(128),
    activation: p.activation('tanh', 'Function on each neuron'),
    parametrization: {
      type: 'choice',
      default: 'ntk',
      choices: ['ntk', 'mean-field'],
      about: 'How the width enters: ntk is lazy as it grows, mean-field (which is muP for gradient descent) is not',
    },
    richness: p.number(1, 1e-6, 1e6, 'γ₀: outputs are divided by it, and the rate is multiplied by its square'),
    rate: p.rate(0.5),
  },
  seed: 0,
  steps: 200,
  probes: [
    { probe: 'train-loss', cadence: every(1) },
    { probe: 'kernel-drift', cadence: every(20) },
    { probe: 'kernel-target-alignment', cadence: every(20) },
    { probe: 'distance-from-initialization', cadence: every(5) },
    { probe: 'coordinate-change', cadence: every(5) },
    { probe: 'ntk', cadence: every(20) },
    'weight-norm',
    'gradient-norm',
    'elapsed',
  ],
  opensWith: ['kernel-drift', 'ntk'],
  family: {
    grid: ['width=32,64,128,256', 'parametrization=ntk,mean-field'],
    seeds: '3',
    picture: {
      kind: 'curves',
      x: { key: 'width', label: 'Width', scale: 'log' },
      by: { key: 'parametrization', label: 'Parametrization' },
      of: DRIFT,
      label: 'Drift of the kernel',
      scale: 'log',
      fit: 'power-law',
    },
  },
  claims: [
    {
      id: 'begins-at-nothing',
      about: 'The output is centered: at the start the loss is that of answering 0',
      of: valueAt('train-loss', 0),
      from: 0.5 - 1e-5,
      to: 0.5 + 1e-5,
      source: 'Half the mean square of 1 and −1',
      steps: 1,
    },
    ...[NARROW, WIDE].flatMap((along) => drifts(along)),
    {
      id: 'lazy-weights-move-less',
      about: 'In the NTK parametrization the hidden weights move as 1/N, relative to what they were',
      of: MOVED,
      from: -1.25,
      to: -0.75,
      source: `${SOURCE}: −1.0`,
      along: NARROW,
    },
    {
      id: 'rich-weights-move-more',
      about: 'In the mean-field one they move as 1/√N',
      of: MOVED,
      from: -0.65,
      to: -0.35,
      source: `${SOURCE}: −0.5`,
      along: NARROW,
      ...RICH,
    },
    {
      id: 'lazy-kernel-does-not-align',
      about: 'The kernel of the NTK parametrization does not turn to the answers',
      of: ALIGNED,
      from: -0.03,
      to: 0.03,
      source: `${SOURCE}: 0.08 at both ends, in another measure of alignment`,
    },
    {
      id: 'rich-kernel-aligns',
      about: 'That of the mean-field one does',
      of: ALIGNED,
      from: 0.04,
      to: null,
      source: `${SOURCE}: from 0.07 to 0.19, in another measure of alignment`,
      ...RICH,
      ...SEEDS,
    },
  ],
  recipe({ examples, dimensions, width, activation, parametrization, richness, rate }, seed) {
    const { model, rates } = parametrizedMlp({
      ...{ inputs: dimensions, width, hiddenLayers: 2, outputs: 1, activation, parametrization },
      ...{ baseWidth: 1, optimizer: 'sgd', outputDivisor: richness },
    })
    return {
      task: answersBeyondStart(randomSigns({ examples, dimensions }, seed), model, seed),
      model,
      loss: squaredError('half-batch-mean'),
      optimizer: perLayer(rates, rate * richness ** 2, (own) => sgd({ rate: own })),
    }
  },
})
