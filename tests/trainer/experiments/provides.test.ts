import { describe, expect, it } from 'vitest'
import { experiments } from '#trainer/experiments/index.ts'

/** What probes may read of each experiment, listed by hand: what the program derives is held against it. */
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
const provided = {
  'modular-addition-mlp': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'grok-mlp-small': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'grok-mlp-paper': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'modular-addition-transformer': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, 'attention'],
  'edge-of-stability': [...ANY_TRAINING, ...DENSE],
  'gaussian-mixture': [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE],
}

describe('what an experiment provides', () => {
  it.each(experiments)('$id', ({ id, provides }) => {
    expect(provides.toSorted()).toEqual(provided[id as keyof typeof provided].toSorted())
  })
})
