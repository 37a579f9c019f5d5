import type { Inputs } from '#probes/inputs.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'

/** What becomes of a probe's value when some of its inputs are multiplied by powers of s. */
export interface Law {
  /** The power of s that each place is multiplied by, under the front of its path; `objective` is its loss as a whole. */
  readonly scaled: Readonly<Record<string, number>>
  /** k in value(s · x) = s^k value(x), for all parts or by the last word of a part, '' being all others. */
  readonly degree: number | Readonly<Record<string, number>>
  /** value(s · x) = value(x) + k ln s, of probes that say a logarithm. */
  readonly isLogarithm?: true
  readonly options?: OptionValues
  /** What else has to go along that is no number among the inputs. */
  readonly along?: (inputs: Partial<Inputs>, s: number) => Partial<Inputs>
  /** On a network without biases whose activation is homogeneous, in place of the usual inputs. */
  readonly on?: 'homogeneous chain'
  /** Relative, where it is not 1e-9: what is found step by step is found by other steps. */
  readonly tolerance?: number
}

export interface Scaling {
  readonly laws: readonly Law[]
  /** Inputs that no law scales, by the front of their path, and why not. */
  readonly kept?: Readonly<Record<string, string>>
}

const COUNTED = 'a share of counts'
const STEPS = 'steps are counted'
const SHARES = 'rows of sum 1'
const SIGNS = 'entries ±1'
const UNREAD = 'it is not read'
const NONLINEAR = 'the network is not homogeneous in it: it is scaled on one that is'
const WHOLE = 'scaled as a whole, by its loss'
const OPTIMIZER = 'a number of the optimizer, of ordinary size'

const invariant = (...fronts: readonly string[]): Scaling => ({
  laws: fronts.map((front) => ({ scaled: { [front]: 1 }, degree: 0 })),
})
const homogeneous = (degree: Law['degree'], ...fronts: readonly string[]): Scaling => ({
  laws: fronts.map((front) => ({ scaled: { [front]: 1 }, degree })),
})
const ofTheLoss = (degree: Law['degree'], more: Partial<Law> = {}): Law => ({
  scaled: { objective: 1 },
  degree,
  ...more,
})
const OBJECTIVE = { objective: WHOLE }

/** Inputs and targets alike: the logits of a homogeneous network follow, and so does what is left of the targets. */
const EXAMPLES = {
  'chain probe inputs': 1,
  'chain train inputs': 1,
  'chain probe targets': 1,
  'chain train targets': 1,
}
const onExamples = (degree: Law['degree'], more: Partial<Law> = {}): Law => ({
  scaled: EXAMPLES,
  degree,
  on: 'homogeneous chain',
  ...more,
})
const onLayer = (layer: number, degree: Law['degree'], more: Partial<Law> = {}): Law => ({
  scaled: { [`chain layers ${layer}`]: 1 },
  degree,
  on: 'homogeneous chain',
  ...more,
})
const CHAIN = { chain: NONLINEAR }

const atTemperature = (inputs: Partial<Inputs>, s: number): Partial<Inputs> => {
  const { predictions, table } = inputs
  return {
    ...inputs,
    ...(predictions && {
      predictions: {
        train: { ...predictions.train, temperature: s },
        test: { ...predictions.test, temperature: s },
      },
    }),
    ...(table && { table: { ...table, loss: { kind: 'cross-entropy', reduction: 'mean', temperature: s } } }),
  }
}
/** Logits over a temperature that grows with them. */
const atOneTemperature: Scaling = {
  laws: [{ scaled: { predictions: 1, table: 1 }, degree: 0, along: atTemperature }],
}

const SPECTRA = homogeneous(1, 'weights')
const HIDDEN_AND_REFERENCE = invariant('hidden', 'referenceHidden')
const SERIES = { 'series of steps': STEPS }
const RESIDUES = invariant('residueWeights')
const ANSWERS = invariant('predictions')

/** By the id of the probe. A probe that is not here fails the law. */
export const SCALINGS: Readonly<Record<string, Scaling>> = {
  'activation-effective-rank': {
    laws: ['roy-vetterli', 'squared', 'participation'].map((variant) => ({
      scaled: { hidden: 1 },
      degree: 0,
      options: { variant },
    })),
  },
  agreement: { ...invariant('predictions', 'other predictions'), kept: { other: UNREAD } },
  'against-theory': { laws: [{ scaled: { theory: 1 }, degree: 1 }] },
  alignment: invariant('hidden'),
  apjn: {
    laws: [
      onExamples(0),
      onLayer(0, 2, { isLogarithm: true }),
      onLayer(2, { '': 0, w3: 2 }, { isLogarithm: true }),
      onLayer(0, 2, { isLogarithm: true, options: { estimator: 'hutchinson' }, tolerance: 1e-9 }),
    ],
    kept: CHAIN,
  },
  'attention-entropy': { laws: [], kept: { attention: SHARES } },
  'attention-patterns': { laws: [], kept: { attention: SHARES } },
  balancedness: {
    laws: [
      { scaled: { 'chain layers': 1 }, degree: 0 },
      { scaled: { 'chain layers': 1 }, degree: 0, options: { of: 'units' } },
    ],
    kept: { chain: UNREAD },
  },
  'batch-sharpness': {
    laws: [ofTheLoss(1), ofTheLoss(1, { options: { average: 'ratio-of-means' } })],
    kept: { ...OBJECTIVE, optimizer: UNREAD },
  },
  'bayes-gap': {
    laws: [{ scaled: { 'sequences losses': 1, 'sequences floor': 1 }, degree: 1 }],
    kept: { 'sequences correct': UNREAD },
  },
  'binder-cumulant': invariant('draws'),
  'binned-mutual-information': homogeneous({ '': 0, 'bin-width': 1 }, 'hidden'),
  'calibration-error': atOneTemperature,
  cca: {
    laws: ['mean-correlation', 'mean-squared', 'svcca', 'pwcca'].flatMap((variant) =>
      ['hidden', 'referenceHidden'].map((front) => ({ scaled: { [front]: 1 }, degree: 0, options: { variant } })),
    ),
  },
  'change-point': { ...homogeneous(0, 'series of values'), kept: SERIES },
  'cka-over-time': {
    laws: ['debiased', 'biased'].map((estimator) => ({ scaled: { hidden: 1 }, degree: 0, options: { estimator } })),
  },
  'class-means': invariant('hidden'),
  'class-subnetwork-overlap': invariant('hidden'),
  'code-length': atOneTemperature,
  'committee-generalization-error': {
    laws: [],
    kept: { teacher: 'erf sets a scale: fields of 1 are large; its limits have a test of their own' },
  },
  condensation: homogeneous(0, 'weights'),
  'condition-number': homogeneous(0, 'weights'),
  'confusion-matrix': ANSWERS,
  'coordinate-change': { laws: [{ scaled: { hidden: 1, initialHidden: 1 }, degree: 1 }] },
  'correlation-length': { laws: [onExamples(0), onLayer(0, 0)], kept: CHAIN },
  'cumulative-power': {
    laws: [onExamples(0), { scaled: { 'chain probe inputs': 1 }, degree: 0, on: 'homogeneous chain' }],
    kept: CHAIN,
  },
  'dead-units': invariant('hidden'),
  'deep-graph-persistence': {
    laws: [
      { scaled: { 'chain layers': 1 }, degree: 0 },
      { scaled: { 'chain layers 1': 1 }, degree: 0 },
    ],
    kept: { chain: UNREAD },
  },
  'diffusion-spectral-entropy': { laws: [{ scaled: { hidden: 1 }, degree: 0, options: { scale: 'median' } }] },
  'diffusion-spectral-mutual-information': {
    laws: [{ scaled: { hidden: 1 }, degree: 0, options: { scale: 'median' } }],
  },
  'distance-from-initialization': { laws: [{ scaled: { weights: 1, initialWeights: 1 }, degree: 0 }] },
  'early-warning': { ...homogeneous({ '': 0, variance: 2 }, 'series of values'), kept: SERIES },
  'edge-of-stability': { laws: [ofTheLoss(1)], kept: { ...OBJECTIVE, optimizer: OPTIMIZER } },
  'effective-rank': {
    laws: ['roy-vetterli', 'squared', 'participation'].map((variant) => ({
      scaled: { weights: 1 },
      degree: 0,
      options: { variant },
    })),
  },
  'effective-temperature': { laws: [onExamples(4)], kept: { ...CHAIN, optimizer: OPTIMIZER } },
  elapsed: homogeneous(1, 'clock'),
  'empirical-fisher-trace': { laws: [onExamples(4)], kept: CHAIN },
  'equivariance-error': invariant('table'),
  'error-structure': ANSWERS,
  'excluded-loss': atOneTemperature,
  'feature-calibration': ANSWERS,
  'feature-kernel': {
    laws: [{ scaled: { hidden: 1, initialHidden: 1 }, degree: 0 }],
  },
  'fluctuation-dissipation-ratio': {
    laws: [
      {
        scaled: { 'twin start': 1, 'twin now': 1, 'twin perturbed': 1 },
        degree: { ratio: -1, response: 1, correlation: 2 },
      },
      { scaled: { 'twin field': 1 }, degree: { ratio: -1, response: -1, correlation: 0 } },
      { scaled: { 'twin temperature': 1 }, degree: { ratio: 1, response: 0, correlation: 0 } },
    ],
  },
  'fluctuation-dissipation-relation': { laws: [{ scaled: { weights: 1, updates: 1 }, degree: 0 }] },
  'forward-correlation': { laws: [onExamples(0), onLayer(0, 0), onLayer(2, 0)], kept: CHAIN },
  'forward-length': { laws: [onExamples(2), onLayer(0, 2), onLayer(2, { '': 0, w3: 2 })], kept: CHAIN },
  'fourier-power': RESIDUES,
  'frequency-tuning': RESIDUES,
  'full-ntk': { laws: [onExamples(2)], kept: CHAIN },
  'gauss-newton': { laws: [onExamples(2), onExamples(2, { options: { draws: 2 } })], kept: CHAIN },
  'generalization-gap': {
    laws: [{ scaled: { 'train loss': 1, 'test loss': 1 }, degree: { '': 0, loss: 1 } }],
    kept: { 'train accuracy': COUNTED, 'test accuracy': COUNTED },
  },
  gini: {
    laws: ['fourier', 'neurons', 'entries'].map((of) => ({
      scaled: { residueWeights: 1 },
      degree: 0,
      options: { of },
    })),
  },
  'gradient-coherence': { laws: [onExamples(0)], kept: CHAIN },
  'gradient-cosine': invariant('gradients', 'previousGradients'),
  'gradient-hessian-overlap': { laws: [ofTheLoss(0, { tolerance: 1e-6 })], kept: OBJECTIVE },
  'gradient-noise-anisotropy': {
    laws: [ofTheLoss({ '': 0, trace: 1 })],
    kept: { ...OBJECTIVE, chain: 'its gradients and the loss are scaled together in a test of its own' },
  },
  'gradient-noise-scale': { laws: [ofTheLoss({ scale: 0, signal: 2, noise: 2 })], kept: OBJECTIVE },
  'gradient-norm': homogeneous(1, 'gradients'),
  'gradient-snr': { laws: [onExamples(0)], kept: CHAIN },
  'grok-delay': { laws: [], kept: { series: 'accuracies are compared with a threshold, and steps are counted' } },
  'grok-delay-ratio': { laws: [], kept: { series: 'accuracies are compared with a threshold, and steps are counted' } },
  'hessian-frobenius-norm': { laws: [ofTheLoss(2)], kept: OBJECTIVE },
  'hessian-smallest-eigenvalue': { laws: [ofTheLoss(1, { tolerance: 1e-6 })], kept: OBJECTIVE },
  'hessian-spectral-density': { laws: [ofTheLoss(0, { tolerance: 1e-6 })], kept: OBJECTIVE },
  'hessian-top-eigenvalues': { laws: [ofTheLoss(1, { tolerance: 1e-6 })], kept: OBJECTIVE },
  'hessian-trace': { laws: [ofTheLoss(1)], kept: OBJECTIVE },
  'hopfield-energy': { laws: [], kept: { memories: SIGNS } },
  'hopfield-overlap': { laws: [], kept: { memories: SIGNS } },
  'intrinsic-dimension': invariant('hidden'),
  'inverse-participation-ratio': {
    laws: ['kept', 'dropped'].map((constant) => ({ scaled: { residueWeights: 1 }, degree: 0, options: { constant } })),
  },
  'jacobian-spectrum': { laws: [onExamples(0), onLayer(0, 1), onLayer(2, 1)], kept: CHAIN },
  'jacobian-susceptibility': { laws: [onExamples(0), onLayer(2, { '': 0, w3: 2 })], kept: CHAIN },
  'context-accuracy': { laws: [], kept: { sequences: COUNTED } },
  'k-shot-accuracy': { laws: [], kept: { sequences: COUNTED } },
  'kernel-drift': {
    laws: [{ scaled: { ...EXAMPLES, 'initialChain probe inputs': 1 }, degree: 0, on: 'homogeneous chain' }],
    kept: { ...CHAIN, initialChain: NONLINEAR },
  },
  'kernel-target-alignment': {
    laws: [
      onExamples(0),
      { scaled: { 'chain probe inputs': 1 }, degree: 0, on: 'homogeneous chain' },
      { scaled: { 'chain probe targets': 1 }, degree: 0 },
    ],
    kept: CHAIN,
  },
  'key-frequencies': RESIDUES,
  'label-noise-split': ANSWERS,
  'last-layer-bound': { laws: [{ scaled: { 'chain train targets': 1 }, degree: 2 }], kept: { chain: UNREAD } },
  'learning-curve': {
    laws: [onExamples(2), { scaled: { 'chain probe targets': 1 }, degree: 2 }],
    kept: CHAIN,
  },
  'level-spacing-ratio': homogeneous(0, 'weights'),
  'linear-cka': {
    laws: ['debiased', 'biased'].flatMap((estimator) =>
      ['hidden', 'referenceHidden'].map((front) => ({ scaled: { [front]: 1 }, degree: 0, options: { estimator } })),
    ),
  },
  'linear-probe': invariant('hidden'),
  'local-learning-coefficient': {
    laws: [],
    kept: { objective: 'the pull and the step of the sampler set scales of their own' },
  },
  'logit-explained-variance': invariant('table'),
  'logit-change': {
    laws: [{ scaled: { ...EXAMPLES, 'initialChain probe inputs': 1 }, degree: 1, on: 'homogeneous chain' }],
    kept: { ...CHAIN, initialChain: NONLINEAR },
  },
  'loss-minimization-alignment': invariant('weights', 'gradients'),
  'loss-slice': { laws: [ofTheLoss(1)], kept: OBJECTIVE },
  'lyapunov-exponent': { laws: [], kept: { recurrence: 'tanh sets a scale: states of 1 are large' } },
  'marchenko-pastur': homogeneous({ '': 0, variance: 2 }, 'weights'),
  margin: {
    laws: [
      { scaled: { predictions: 1 }, degree: 1 },
      { scaled: { 'weights w1': 1, 'weights w2': -1 }, degree: 0 },
      { scaled: { 'weights w3': 1, predictions: 1 }, degree: { '': 1, normalized: 0 } },
      { scaled: { weights: 1, predictions: 1 }, degree: { '': 1, normalized: -2 } },
    ],
  },
  'mean-square-displacement': homogeneous(2, 'weights'),
  'memorization-fraction': { laws: [{ scaled: { samples: 1 }, degree: 0 }] },
  'mode-connectivity-barrier': {
    laws: [ofTheLoss(1)],
    kept: { ...OBJECTIVE, other: 'the loss is no power of the weights' },
  },
  'mode-learning-curves': {
    laws: ['tangent', 'inputs'].map((kernel) => onExamples(1, { options: { kernel } })),
    kept: { ...CHAIN, initialChain: NONLINEAR },
  },
  'mutual-nearest-neighbors': {
    laws: ['euclidean', 'cosine'].flatMap((metric) =>
      ['hidden', 'referenceHidden'].map((front) => ({ scaled: { [front]: 1 }, degree: 0, options: { metric } })),
    ),
  },
  'neural-collapse': {
    laws: [
      { scaled: { hidden: 1 }, degree: 0 },
      { scaled: { hidden: 1 }, degree: 0, options: { center: 'examples' } },
      { scaled: { 'head weight': 1 }, degree: 0 },
      { scaled: { 'head logits': 1 }, degree: 0 },
    ],
  },
  'neural-persistence': homogeneous(0, 'weights'),
  'neuron-frequency-fraction': RESIDUES,
  'noisy-layer-information': {
    laws: [],
    kept: { weights: 'the noise sets a scale; its limits have a test of their own' },
  },
  'non-linearity-signature': { laws: [onExamples(0, { tolerance: 1e-6 })], kept: CHAIN },
  ntk: { laws: [onExamples(2)], kept: CHAIN },
  'ntk-effective-dimension': {
    laws: ['full', 'trace'].map((kernel) => onExamples(0, { options: { kernel } })),
    kept: CHAIN,
  },
  'ntk-spectrum': { laws: [onExamples(2)], kept: CHAIN },
  'output-tail': invariant('draws'),
  'overlap-distribution': invariant('draws'),
  'overlap-moments': invariant('draws'),
  'parallelogram-quality': RESIDUES,
  'participation-ratio': invariant('hidden'),
  'path-length': homogeneous(1, 'updates'),
  'perturbation-response': {
    laws: [
      onExamples(0),
      { scaled: { 'chain layers 2': 1, 'chain probe targets': 1 }, degree: 1, on: 'homogeneous chain' },
    ],
    kept: CHAIN,
  },
  'phase-closure': RESIDUES,
  'plateau-length': { ...homogeneous(0, 'series of values'), kept: SERIES },
  'power-law-exponent': homogeneous(0, 'weights'),
  'principal-alignment': {
    laws: [
      { scaled: { 'chain layers': 1 }, degree: 0 },
      { scaled: { 'chain train inputs': 1 }, degree: 0, tolerance: 1e-6 },
      { scaled: { 'chain train inputs': 1 }, degree: 0, tolerance: 1e-6, options: { moment: 'second-moment' } },
    ],
    kept: { chain: UNREAD },
  },
  procrustes: HIDDEN_AND_REFERENCE,
  profile: homogeneous(1, 'profiles'),
  'pruning-curve': {
    laws: [
      { scaled: { residueWeights: 1 }, degree: 0 },
      { scaled: { 'chain layers 1': 1 }, degree: 0 },
    ],
    kept: { chain: UNREAD },
  },
  'rbf-cka': HIDDEN_AND_REFERENCE,
  'renormalized-order-parameter': {
    laws: [
      {
        scaled: EXAMPLES,
        degree: 0,
        on: 'homogeneous chain',
        options: { temperature: 0, examples: 6 },
        tolerance: 1e-6,
      },
    ],
    kept: CHAIN,
  },
  'representation-correlation': invariant('hidden'),
  'residue-accuracy': ANSWERS,
  'residue-circles': {
    laws: ['own', 'all'].map((neurons) => ({ scaled: { residueWeights: 1 }, degree: 0, options: { neurons } })),
  },
  'restricted-loss': atOneTemperature,
  'rrm-decomposition': { ...invariant('predictions', 'other predictions'), kept: { other: UNREAD } },
  rsa: {
    laws: ['correlation', 'euclidean'].flatMap((metric) =>
      ['hidden', 'referenceHidden'].map((front) => ({ scaled: { [front]: 1 }, degree: 0, options: { metric } })),
    ),
  },
  'scaling-exponent': {
    laws: [{ scaled: { 'series of values': 1 }, degree: { '': 0, amplitude: 1, asymptote: 1 }, tolerance: 1e-3 }],
    kept: SERIES,
  },
  'out-of-distribution-accuracy': { laws: [], kept: { shifted: COUNTED } },
  'out-of-distribution-loss': { ...homogeneous(1, 'shifted loss'), kept: { 'shifted accuracy': UNREAD } },
  sharpness: { laws: [ofTheLoss(1, { tolerance: 1e-6 })], kept: OBJECTIVE },
  'singular-value-histogram': homogeneous(0, 'weights'),
  'singular-values': SPECTRA,
  'slow-gradient-ratio': homogeneous(0, 'gradients'),
  specialization: invariant('teacher student', 'teacher teacher'),
  'teacher-coverage': invariant('teacher student', 'teacher teacher'),
  'spectral-density': homogeneous(0, 'weights'),
  'spectral-norm': SPECTRA,
  'spectrum-tail': homogeneous(0, 'weights'),
  'stable-rank': homogeneous(0, 'weights'),
  'stitching-penalty': {
    laws: [{ scaled: { ...EXAMPLES, 'other chain': 0 }, degree: 0, on: 'homogeneous chain' }],
    kept: { ...CHAIN, other: NONLINEAR },
  },
  superposition: homogeneous(0, 'weights'),
  susceptibility: homogeneous(2, 'draws'),
  'symmetry-consistency': invariant('table'),
  'teacher-collapse': invariant('teacher'),
  'teacher-student-overlaps': homogeneous(2, 'teacher'),
  'test-accuracy': { laws: [], kept: { test: COUNTED } },
  'test-loss': { ...homogeneous(1, 'test loss'), kept: { 'test accuracy': UNREAD } },
  'theory-residual': homogeneous({ '': 1, residual: 0, least: 0, greatest: 0 }, 'profiles'),
  'train-accuracy': { laws: [], kept: { train: COUNTED } },
  'train-loss': { ...homogeneous(1, 'train loss'), kept: { 'train accuracy': UNREAD } },
  'two-nn': {
    laws: ['mle', 'slope'].map((method) => ({ scaled: { hidden: 1 }, degree: 0, options: { method } })),
  },
  'two-time-correlation': invariant('weights'),
  uniformity: invariant('hidden'),
  'update-cosine': invariant('updates', 'previousUpdates'),
  'update-eigengap': homogeneous(0, 'updates'),
  'update-to-weight-ratio': {
    laws: [
      { scaled: { updates: 1, weights: 1 }, degree: 0 },
      { scaled: { updates: 1 }, degree: 1 },
      { scaled: { weights: 1 }, degree: -1 },
    ],
  },
  'weight-norm': homogeneous(1, 'weights'),
  'weight-rms': homogeneous(1, 'weights'),
  'zero-loss-fraction': atOneTemperature,
}
