import { adaptive, every, type Attach } from '#src/vocabulary/index.ts'

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
 * The same for runs of hundreds of steps and more, at about a tenth of the time that their steps take: what asks the test split is
 * measured as its curve asks for, up to so many steps apart, since at every step it would be a pass of its own each time.
 * The gap can be read off the other curves too; it comes where the test split is asked in any case.
 */
export function defaultProbesUpTo(longest: number): readonly (string | Attach)[] {
  const own: readonly Attach[] = [
    ...outcomesUpTo(longest),
    ...SMOOTH.map((probe) => ({ probe, cadence: adaptive(5, 5 * longest) })),
    { probe: 'linear-cka', cadence: every(200) },
  ]
  return DEFAULT_PROBES.map((id) => own.find(({ probe }) => probe === id) ?? id)
}

/** Free, but not for nothing, and smooth. */
const SMOOTH = [
  'weight-norm',
  'gradient-norm',
  'update-to-weight-ratio',
  'distance-from-initialization',
  'inverse-participation-ratio',
]

/** What asks the test split, measured so. */
export function outcomesUpTo(longest: number): readonly Attach[] {
  return [
    { probe: 'test-accuracy', cadence: adaptive(1, longest) },
    { probe: 'test-loss', cadence: adaptive(1, longest) },
    { probe: 'generalization-gap', cadence: every(longest) },
  ]
}

/**
 * What shows the circuit of a network that adds, so often: its residues come to lie on circles, neuron by neuron. The page of
 * such a run opens with it.
 */
export function circlesEvery(steps: number): readonly Attach[] {
  return OPENS_WITH_CIRCLES.map((probe) => ({ probe, cadence: every(steps) }))
}

export const OPENS_WITH_CIRCLES = ['residue-circles', 'frequency-tuning'] as const
