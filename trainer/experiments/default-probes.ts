import { every, type Attach } from '#src/vocabulary/index.ts'

/** What runs from the start unless an experiment says otherwise: what is free or cold, and tells of every network. */
export const DEFAULT_PROBES: readonly string[] = [
  'train-accuracy',
  'test-accuracy',
  'train-loss',
  'test-loss',
  'generalization-gap',
  'weight-norm',
  'gradient-norm',
  'update-to-weight-ratio',
  'distance-from-initialization',
  'singular-values',
  'effective-rank',
  'linear-cka',
  'inverse-participation-ratio',
  'elapsed',
]

/**
 * What shows the circuit of a network that adds, so often: its residues come to lie on circles, neuron by neuron. The page of
 * such a run opens with it.
 */
export function circlesEvery(steps: number): readonly Attach[] {
  return OPENS_WITH_CIRCLES.map((probe) => ({ probe, cadence: every(steps) }))
}

export const OPENS_WITH_CIRCLES = ['residue-circles', 'frequency-tuning'] as const
