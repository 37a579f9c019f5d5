import type { Cadence } from './cadence.ts'
import type { Group, OutputKind, Scale } from './series.ts'

/** What a probe reads of a step. The scheduler asks for the union of what is due, once a step. */
export const NEEDS = {
  weights: 'the weights, by layer',
  initialWeights: 'the weights at step 0, by layer',
  updates: 'what the last optimiser step added to the weights, by layer',
  gradients: 'the gradient of the training loss, by layer',
  train: 'loss and accuracy on the training split',
  test: 'loss and accuracy on the test split',
  hidden: 'hidden activations on the fixed probe batch, by layer',
  initialHidden: 'hidden activations at step 0 on the same batch, by layer',
  residueWeights: 'the weights as functions on the residues 0 … p − 1, one row a neuron',
  clock: 'the time since the run started; of the machine, not of the network',
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
      readonly type: 'number'
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

export interface OutputCard {
  readonly kind: OutputKind
  /** Whether there is one series, or one for each part (layer, head, class, or `total`). */
  readonly parts: 'one' | 'many'
  readonly scale: Scale
  readonly range: readonly [number, number] | null
}

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
  /** When it misleads, and what is done at the edges (zero weights, zero variance). */
  readonly caveat: string
  readonly reference: string
  readonly needs: readonly Need[]
  readonly cost: Cost
  readonly cadence: Cadence
  readonly group: Group
  readonly output: OutputCard
  readonly options: readonly OptionCard[]
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
