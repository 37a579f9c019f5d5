import type { Cadence } from './cadence.ts'
import type { Group, OutputKind, Scale } from './series.ts'

/** What a probe reads of a step. The scheduler asks for the union of what is due, once a step. */
export const NEEDS = {
  weights: 'the weights, by layer',
  initialWeights: 'the weights at step 0, by layer',
  updates: 'what the last optimizer step added to the weights, by layer',
  previousUpdates: 'what the optimizer step before the last one added to the weights, by layer',
  gradients: 'the gradient of the training loss, by layer',
  previousGradients: 'the gradient of the training loss one step ago, by layer',
  train: 'loss and accuracy on the training split',
  test: 'loss and accuracy on the test split',
  predictions: 'logits and labels on the training and on the test split',
  table: 'logits on every pair of residues',
  hidden: 'hidden activations on the fixed probe batch, by layer',
  initialHidden: 'hidden activations at step 0 on the same batch, by layer',
  referenceHidden:
    'hidden activations on the same batch of the reference: this network at step 0, or the one given by --with',
  labels: 'the labels of the probe batch',
  head: 'weights of the last layer, and logits on the probe batch',
  attention: 'how each head divides its attention among the positions, on the probe batch',
  residueWeights: 'the weights as functions on the residues 0 … p − 1, one row a neuron',
  objective: 'the training loss as a function of all parameters, with its gradient and Hessian-vector product',
  optimizer: 'the kind, rate and moments of the optimizer',
  chain: 'the network as a chain of dense layers, with its examples',
  initialChain: 'the same chain with its weights at step 0',
  other: 'a second network, given by --with',
  series: 'the values so far of scalar series that the options name',
  clock: 'the time since the run started; of the machine, not of the network',
  teacher: 'the weights of student and teacher, one row a unit',
  memories: 'the patterns stored in an associative memory, and its state',
  samples: 'samples that a generative model made, beside those it was trained on',
  draws: 'outputs of networks drawn from prior or posterior, one row a draw',
  recurrence: 'the recurrent weights of a network with a hidden state',
  sequences: 'loss at each position of each sequence',
} as const
export type Need = keyof typeof NEEDS

/**
 * What a measurement costs: `free` reads what the step has already, `pass` takes one more forward or backward pass
 * (or a decomposition of that order), `passes` takes many and may not run every step.
 */
export type Cost = 'free' | 'pass' | 'passes'

/** A choice that a probe offers. */
export type OptionCard =
  | {
      readonly key: string
      readonly about: string
      readonly type: 'number' | 'integer'
      readonly default: number
      readonly min: number
      readonly max: number
    }
  | {
      readonly key: string
      readonly about: string
      readonly type: 'choice'
      readonly default: string
      readonly choices: readonly string[]
    }
  /** The name of a scalar series, whose history comes with the need `series` under this key. */
  | { readonly key: string; readonly about: string; readonly type: 'series'; readonly default: string }

export interface OutputCard {
  readonly kind: OutputKind
  /** Whether there is one series, or one for each part (layer, head, class, or `total`). */
  readonly parts: 'one' | 'many'
  /** Of several parts the one that stands for all (`total`, `mean`, the estimate beside its ingredients), if one does. */
  readonly headline: string | null
  readonly scale: Scale
  readonly range: readonly [number, number] | null
  /** What the entries of a spectrum are numbered by (`index` of a sorted list, a frequency, a share, …); null for others. */
  readonly axis: string | null
  /** Where on that axis each entry lies, if not at 1, 2, 3, … */
  readonly grid: readonly number[] | null
}

/** What theory says of an observable: a line to draw where it is one number, a formula to read in any case. */
export interface TheoryLine {
  readonly label: string
  /** LaTeX. */
  readonly formula: string
  /** The value, if it is the same for every run. */
  readonly value: number | null
  readonly reference: string
}

/**
 * What a value of structure is to be held against: the same observable of inputs that keep everything but the structure.
 * `shuffled-weights` permutes the entries of each layer, `random-weights` draws each layer anew from a normal of the same
 * mean and variance, `shuffled-labels` permutes the labels, `shuffled-examples` permutes the rows of one of two representations.
 */
export const NULL_MODELS = ['shuffled-weights', 'random-weights', 'shuffled-labels', 'shuffled-examples'] as const
export type NullModel = (typeof NULL_MODELS)[number]

/** Everything that a probe says about itself, as plain data: it can be printed, sent and tested. */
export interface ProbeCard {
  readonly id: string
  readonly name: string
  readonly symbol: string
  /** LaTeX. */
  readonly formula: string
  readonly unit: string
  /** What it means and when one would care. */
  readonly about: string
  /** When it misleads. */
  readonly caveat: string
  /** How it is computed: exact or estimated, by which method, in which precision, with which error. */
  readonly estimator: string
  /** What is done at the edges: zero weights, zero variance, too few examples. */
  readonly edges: string
  readonly reference: string
  readonly needs: readonly Need[]
  readonly cost: Cost
  readonly cadence: Cadence
  readonly group: Group
  readonly output: OutputCard
  readonly options: readonly OptionCard[]
  readonly theory: readonly TheoryLine[]
  readonly nulls: readonly NullModel[]
  /** Whether a value depends on what was seen since the probe was attached. */
  readonly remembers: boolean
}

/** The options of one attachment: every option of the card has a value. */
export type OptionValues = Readonly<Record<string, number | string>>

/** A value that cannot be computed, with the reason: never 0, never a silent NaN. */
export interface Absent {
  readonly absent: string
}

export function absent(why: string): Absent {
  return { absent: why }
}

export function isAbsent(value: unknown): value is Absent {
  return typeof value === 'object' && value !== null && 'absent' in value
}

/** A value that was estimated from random draws, with the standard error of its mean. */
export interface Estimate {
  readonly estimate: number
  readonly standardError: number
}

export function estimate(value: number, standardError: number): Estimate {
  return { estimate: value, standardError }
}

export function isEstimate(value: unknown): value is Estimate {
  return typeof value === 'object' && value !== null && 'estimate' in value
}
