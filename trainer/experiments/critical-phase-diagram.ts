import type { ActivationName } from '#probes/maths/chain/activations.ts'
import { criticalWeightVariance } from '#probes/maths/physics/critical-line.ts'
import { every, type Claim, type ParameterValues } from '#src/vocabulary/index.ts'
import { signalPropagation } from '#trainer/systems/index.ts'
import { greatestOf, meanOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const CHI = 'theory-residual/susceptibility'
/** From this layer on a network counts as deep. */
const DEEP = 11
const FIXED_POINT = 'the fixed point of the mean-field recursion'

/** χ_J behind layer 10, where the kernel has come near its fixed point. */
function chiNear(
  id: string,
  about: string,
  set: ParameterValues,
  value: number,
  within: number,
  source: string,
): Claim {
  const of = meanOf(CHI, { from: DEEP })
  return {
    id,
    about,
    of,
    from: value - within,
    to: value + within,
    source,
    ...(Object.keys(set).length > 0 && { settings: set }),
  }
}

const by = (activation: string, weightVariance: number, biasVariance: number): ParameterValues => ({
  activation,
  weightVariance,
  biasVariance,
})

/**
 * How far random networks let signals through: between order, where a small change dies out with depth, and chaos, where
 * it grows, lies the line on which deep networks can be trained. Nothing is trained here; a step is a layer.
 */
export const criticalPhaseDiagram = defineRuledExperiment({
  id: 'critical-phase-diagram',
  name: 'Critical initialization',
  about:
    'Signals pass through random networks, layer by layer: below a critical variance of the weights a small change dies ' +
    'out with depth, above it grows. A step is a layer',
  reference: 'Doshi, He & Gromov 2023, arXiv:2111.12143',
  parameters: {
    activation: p.activation('relu', 'Function on each neuron'),
    weightVariance: p.number(2, 0, 100, 'σ_w²: weights have variance σ_w²/width'),
    biasVariance: p.number(0, 0, 100, 'σ_b², the variance of the biases'),
    residual: p.number(0, 0, 10, 'μ: how much of what enters a layer is added to what leaves it'),
    normalization: {
      type: 'choice',
      default: 'none',
      choices: ['none', 'layer'],
      about: 'Whether preactivations are normalized before the function (layer: a LayerNorm without gain or bias)',
    },
    width: p.whole(128, 2, 4096, 'Neurons of a layer'),
    draws: p.whole(8, 1, 1000, 'Networks, over which is averaged'),
    examples: p.whole(4, 1, 1000, 'Examples that are sent through each network'),
  },
  seed: 0,
  steps: 30,
  probes: ['theory-residual', { probe: 'profile', cadence: every(1) }],
  opensWith: ['profile'],
  claims: [
    chiNear('relu-critical', 'A ReLU network is critical at σ_w² = 2 without biases', {}, 1, 0.04, 'U2: χ_J = σ_w²/2'),
    chiNear('relu-ordered', 'Below, changes die out', { weightVariance: 1.5 }, 0.75, 0.03, 'U2: χ_J = σ_w²/2'),
    chiNear('relu-chaotic', 'Above, they grow', { weightVariance: 2.5 }, 1.25, 0.05, 'U2: χ_J = σ_w²/2'),
    chiNear('tanh-ordered', 'With tanh, in the ordered phase', by('tanh', 1.5, 0.1), 0.87751, 0.02, FIXED_POINT),
    chiNear('tanh-chaotic', 'With tanh, in the chaotic phase', by('tanh', 3, 0.05), 1.20893, 0.03, FIXED_POINT),
    chiNear(
      'tanh-critical',
      'With tanh, on its critical line',
      by('tanh', 1.76095, 0.05),
      1,
      0.025,
      'U3: Gauss–Hermite root',
    ),
    chiNear('erf-chaotic', 'With erf, in the chaotic phase', by('erf', 2, 0.1), 1.11832, 0.03, FIXED_POINT),
    chiNear('gelu-ordered', 'GELU in the ordered phase', by('gelu', 1.2, 0.2), 0.45574, 0.02, FIXED_POINT),
    {
      ...chiNear(
        'normalized-residual',
        'With a LayerNorm before the function and μ = 1 a network is critical everywhere',
        {},
        1,
        0.05,
        '',
      ),
      settings: { normalization: 'layer', residual: 1, weightVariance: 4, biasVariance: 0.5 },
      of: greatestOf(CHI, { from: 21 }),
      source: 'Doshi, He & Gromov 2023, arXiv:2111.12143: χ_J = 1 + O(1/l)',
    },
  ],
  family: {
    // Dense where the lines of erf and tanh bend into the axis.
    grid: [
      'activation=relu,erf,tanh',
      'weightVariance=0.5,0.6,0.7,0.75,0.8,0.85,0.9,1,1.25,1.5,1.75,2,2.25,2.5,3',
      'biasVariance=0,0.05,0.1,0.2,0.4',
    ],
    set: ['draws=4'],
    picture: {
      kind: 'phase-diagram',
      x: { key: 'weightVariance', label: 'weight variance' },
      y: { key: 'biasVariance', label: 'bias variance' },
      panels: 'activation',
      of: meanOf(CHI, { from: DEEP }),
      label: 'χ',
      level: 1,
      phases: ['ordered', 'chaotic'],
      theory: {
        label: 'mean field at the same depth',
        at: (activation, biasVariance, layers) =>
          criticalWeightVariance(
            { activation: activation as ActivationName, biasVariance, residual: 0, isNormalized: false },
            { least: 0.4, most: 3.2, layers, from: DEEP - 1 },
          ),
      },
    },
  },
  rule: (values, seed) => signalPropagation({ ...values, isNormalized: values.normalization === 'layer' }, seed),
})
