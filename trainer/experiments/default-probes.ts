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
