import { describe, expect, it } from 'vitest'
import { sizeOf } from '#trainer/data/index.ts'
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
  'classes',
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
/** Of a system that steps by a rule of its own. */
const ANY_RULE = ['weights', 'initialWeights', 'updates', 'series']
const TWIN = ['other']
const CLASSES = ['classes', 'labels']
const OF_THE_START = ['initialWeights', 'initialHidden', 'referenceHidden']
const provided = {
  'modular-addition-mlp': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'grok-mlp-small': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'grokking-phase-diagram': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'grokking-scaling': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'grok-mlp-paper': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'modular-addition-transformer': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, 'attention'],
  'edge-of-stability': [...ANY_TRAINING, ...DENSE],
  'gaussian-mixture': [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE],
  hopfield: [...ANY_RULE, 'memories', 'theory'],
  'modern-hopfield': [...ANY_RULE, 'memories', 'theory'],
  hebbian: [...ANY_RULE, 'chain', 'theory'],
  rbm: [...ANY_RULE, 'train', 'gradients', 'objective', 'samples', 'theory'],
  'finite-width-bayes': [...ANY_RULE, 'train', 'test', 'chain', 'theory'],
  'student-t-prior': [...ANY_RULE, 'draws', 'theory'],
  'langevin-equilibrium': [...ANY_RULE, 'draws', 'twin', 'theory'],
  'rnn-chaos': [...ANY_RULE, 'recurrence', 'theory'],
  'critical-phase-diagram': [...ANY_RULE, 'profiles'],
  autoinit: [...ANY_RULE, 'profiles', 'chain', 'train'],
  'double-descent': [...ANY_RULE, 'profiles', 'chain'],
  'last-layer-gap': [...ANY_RULE, 'profiles', 'chain'],
  'data-scaling': [...ANY_RULE, 'profiles'],
  'student-t-process': [...ANY_RULE, 'theory'],
  'optimal-annealing': [...ANY_RULE, 'theory'],
  'coordinate-check': [...ANY_TRAINING, ...DENSE],
  'mup-transfer': [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE],
  'lazy-and-rich': [...without(ANY_TRAINING, CLASSES), ...DENSE],
  'grok-label-noise': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'modular-polynomials': [...ANY_TRAINING, ...TEST_SPLIT, 'residueWeights', ...DENSE],
  'modular-closed-form': [...ANY_RULE, 'profiles', 'residueWeights'],
  stitching: [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE, ...TWIN],
  'distributional-generalization': [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE, ...TWIN],
  'robustness-rationality-memorization': [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE, ...TWIN],
  'initial-condensation': [...ANY_TRAINING.filter((need) => !CLASSES.includes(need)), 'test', ...DENSE],
  'trainable-depth': [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE],
  'turned-images': [...without(ANY_TRAINING, ['head']), ...TEST_SPLIT, 'shifted'],
  'teacher-student': [...ANY_TRAINING.filter((need) => !CLASSES.includes(need)), 'test', 'teacher'],
  'grok-transformer': [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, 'attention'],
  'icl-regression': [...without(ANY_TRAINING, [...CLASSES, 'head']), 'test', 'shifted'],
  'lcg-fixed-modulus': [...ANY_TRAINING, ...TEST_SPLIT, 'attention', 'sequences', 'theory'],
  'markov-compression': [...ANY_TRAINING, ...TEST_SPLIT, 'sequences', 'theory'],
  grokfast: [...ANY_TRAINING, ...TEST_SPLIT, ...RESIDUES, ...DENSE],
  'sparse-parity': [...ANY_TRAINING, ...TEST_SPLIT, ...DENSE],
  'langevin-regression': [...without(ANY_TRAINING, CLASSES), 'test', ...DENSE],
  'score-network': [...without(ANY_TRAINING, [...CLASSES, 'objective']), ...['test', 'samples', 'profiles', 'theory']],
  'softmax-collapse': [...ANY_TRAINING, ...TEST_SPLIT, 'table', ...DENSE],
  kan: [...without(ANY_TRAINING, [...CLASSES, 'head', ...OF_THE_START]), 'test'],
}

function without(needs: readonly string[], missing: readonly string[]): string[] {
  return needs.filter((need) => !missing.includes(need))
}

describe('what an experiment provides', () => {
  it.each(experiments)('$id', ({ id, provides }) => {
    expect(provides.toSorted()).toEqual(provided[id as keyof typeof provided].toSorted())
  })

  it('and what a second network adds', () => {
    for (const experiment of experiments) {
      const { id, provides } = withSecondNetwork(experiment)
      expect(provides.toSorted()).toEqual([...new Set([...provided[id as keyof typeof provided], 'other'])].toSorted())
    }
  })

  it('is known before an example is drawn: of as many as no machine could hold', () => {
    const sizes = [
      'modulus',
      'examples',
      'trainPerClass',
      'testPerClass',
      'ratio',
      'trainExamples',
      'testExamples',
      'testContexts',
      'testSequences',
    ]
    for (const { id, parameters, recipe } of experiments) {
      if (recipe === undefined) continue
      const values = parameters.map((card) => [
        card.key,
        sizes.includes(card.key) ? Number.MAX_SAFE_INTEGER : card.default,
      ])
      const { task, ...rest } = recipe(Object.fromEntries(values), 0)
      expect([...needsServedBy({ task, ...rest }), 'series'].sort(), id).toEqual(
        provided[id as keyof typeof provided].toSorted(),
      )
      expect(() => [sizeOf(task.train), sizeOf(task.test ?? task.train)], id).toThrow(RangeError)
    }
  })
})
