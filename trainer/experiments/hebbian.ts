import { every } from '#src/vocabulary/index.ts'
import { hebbian as hebbianNeurons, HEBBIAN_RULES } from '#trainer/systems/index.ts'
import { lastOf } from './claimed.ts'
import { defineRuledExperiment } from './define.ts'
import * as p from './parameters.ts'

const OJA = 'Oja 1982, J. Math. Biol. 15, 267; 5 seeds of another implementation: 0.994 to 0.999'
const SANGER = 'Sanger 1989, Neural Networks 2, 459; 5 seeds of another implementation: 0.993 at least'

/**
 * Three linear neurons see 40,000 points once each, and become the first three principal components: the first by Oja's rule,
 * along the flow that has a closed form, the others on what the ones before leave.
 */
export const hebbian = defineRuledExperiment({
  id: 'hebbian',
  name: 'Hebbian learning of principal components',
  about:
    'Linear neurons that learn by correlation alone, without a loss, become the principal components of what they see',
  reference: 'Oja 1982, J. Math. Biol. 15, 267; Sanger 1989, Neural Networks 2, 459',
  parameters: {
    learning: {
      type: 'choice',
      default: 'sanger',
      choices: HEBBIAN_RULES,
      about: 'What a neuron subtracts: what it and those before it explain (sanger), or it alone (oja)',
    },
    dimensions: p.whole(
      10,
      1,
      256,
      'Dimensions of a point; variances 3, 2, 1.2 and falling by a quarter each from there on',
    ),
    neurons: p.whole(3, 1, 256, 'Linear neurons'),
    pointsPerStep: p.whole(100, 1, 100_000, 'Points that a step learns from, one after another'),
    rate: p.rate(1e-3),
  },
  seed: 0,
  steps: 400,
  probes: ['against-theory', { probe: 'principal-alignment', cadence: every(20) }, 'weight-norm'],
  opensWith: ['against-theory'],
  claims: [
    {
      id: 'length-one',
      about: 'The weights of the first neuron come to length 1',
      of: lastOf('against-theory/norm-1'),
      from: 0.99,
      to: 1.01,
      source: OJA,
    },
    {
      id: 'first-component',
      about: 'The first neuron turns to the first principal component',
      of: lastOf('against-theory/cosine-1'),
      from: 0.985,
      to: 1,
      source: OJA,
    },
    {
      id: 'second-component',
      about: 'The second neuron turns to the second',
      of: lastOf('against-theory/cosine-2'),
      from: 0.985,
      to: 1,
      source: SANGER,
    },
    {
      id: 'third-component',
      about: 'The third neuron turns to the third',
      of: lastOf('against-theory/cosine-3'),
      from: 0.985,
      to: 1,
      source: SANGER,
    },
    {
      id: 'alone',
      about: 'Where each neuron subtracts itself alone, all turn to the first component',
      of: lastOf('principal-alignment'),
      from: 0.96,
      to: 1,
      source: 'cos² of 0.985, with what 4,096 points tell of the component',
      settings: { learning: 'oja' },
    },
  ],
  rule: (settings, seed) => hebbianNeurons(settings, seed),
})
