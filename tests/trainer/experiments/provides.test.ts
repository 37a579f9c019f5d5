import { describe, expect, it } from 'vitest'
import { experiments } from '#trainer/experiments/index.ts'
import { withSecondNetwork } from '#trainer/experiments/provides.ts'
import { needsServedBy } from '#trainer/systems/gradient-descent/readers.ts'

/** What probes may read of each experiment, listed by hand: what the program derives is compared with it. */
const ANY_TRAINING = [
  'weights',
  'initialWeights',
  'updates',
  'previousUpdates',
  'gradients',
  'previousGradients',
  'train',
  'hidden',
  'initialHidden',
  'referenceHidden',
  'labels',
  'head',
  'objective',
  'optimizer',
  'series',
  'clock',
]
const TEST_SPLIT = ['test', 'predictions']
const RESIDUES = ['residueWeights', 'table']
const DENSE = ['chain', 'initialChain']
const ANY_RULE = ['weights', 'initialWeights', 'updates', 'series']
const provided = {
  'modular-addition-mlp': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'grok-mlp-small': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'grok-mlp-paper': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'modular-addition-transformer': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, 'attention'],
  'edge-of-stability': [...ANY_TRAINING, ...DENSE],
  'gaussian-mixture': [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE],
  'critical-phase-diagram': [...ANY_RULE, 'profiles'],
  autoinit: [...ANY_RULE, 'profiles', 'chain', 'train'],
  'double-descent': [...ANY_RULE, 'profiles', 'chain'],
  'last-layer-gap': [...ANY_RULE, 'profiles', 'chain'],
  'data-scaling': [...ANY_RULE, 'profiles'],
}

describe('what an experiment provides', () => {
  it.each(experiments)('$id', ({ id, provides }) => {
    expect(provides.toSorted()).toEqual(provided[id as keyof typeof provided].toSorted())
  })

  it('and what a second network adds', () => {
    for (const experiment of experiments) {
      const { id, provides } = withSecondNetwork(experiment)
      expect(provides.toSorted()).toEqual([...provided[id as keyof typeof provided], 'other'].toSorted())
    }
  })

  it('is known before an example is drawn: of as many as no machine could hold', () => {
    const sizes = ['modulus', 'examples', 'trainPerClass', 'testPerClass']
    for (const { id, parameters, recipe } of experiments) {
      const values = parameters.map((card) => [
        card.key,
        sizes.includes(card.key) ? Number.MAX_SAFE_INTEGER : card.default,
      ])
      if (recipe === undefined) continue
      const { task, ...rest } = recipe(Object.fromEntries(values), 0)
      expect([...needsServedBy({ task, ...rest }), 'series'].sort(), id).toEqual(
        provided[id as keyof typeof provided].toSorted(),
      )
      expect(() => task.train.labels, id).toThrow(RangeError)
    }
  })
})
