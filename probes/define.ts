import type * as tfjs from '@tensorflow/tfjs-core'
import type { Absent, Need, OptionValues, OutputCard, ProbeCard, Scale } from '#src/vocabulary/index.ts'
import type { LinearAlgebra } from './maths/linear-algebra.ts'

/** TensorFlow.js, handed in by the trainer: a probe imports its types only. */
export type Tf = typeof import('@tensorflow/tfjs-core')
type Tensor = tfjs.Tensor

/** One tensor a layer, by the model's own layer names. */
export type ByLayer<T extends Tensor = Tensor> = Readonly<Record<string, T>>

/** Loss as the experiment trains it, and the share of examples whose largest logit is the label. */
export interface SplitOutcome {
  readonly loss: number
  readonly accuracy: number
}

/** What each need brings. A snapshot: whoever reads it changes nothing and keeps nothing. */
export interface Inputs {
  weights: ByLayer
  initialWeights: ByLayer
  /** θ_t − θ_{t−1}; null at step 0, before the first update. */
  updates: ByLayer | null
  gradients: ByLayer
  train: SplitOutcome
  test: SplitOutcome
  /** [batch, width] each */
  hidden: ByLayer<tfjs.Tensor2D>
  initialHidden: ByLayer<tfjs.Tensor2D>
  /** [neurons, modulus] each: a neuron's weights as a function on the residues */
  residueWeights: ByLayer<tfjs.Tensor2D>
  clock: { readonly elapsedSeconds: number }
}

export interface Tools {
  readonly tf: Tf
  readonly linalg: LinearAlgebra
  readonly options: OptionValues
}

type One<O extends OutputCard> = O['kind'] extends 'scalar' ? number | Absent : Float64Array | Absent

/** What `measure` gives back: one value, or one a part, or an `absent(why)` for all of it. */
export type Result<O extends OutputCard = OutputCard> = O['parts'] extends 'one'
  ? One<O>
  : Readonly<Record<string, One<O>>> | Absent

/** A probe: its card and one pure, synchronous function from what it needs to what it says. */
export interface Probe<N extends Need = Need, O extends OutputCard = OutputCard> extends ProbeCard {
  readonly needs: readonly N[]
  readonly output: O
  readonly measure: (inputs: Pick<Inputs, N>, tools: Tools) => Result<O>
}

/** Using an input that `needs` does not name, or returning what `output` does not say, does not compile. */
export function defineProbe<const N extends Need, const O extends OutputCard>(probe: Probe<N, O>): Probe {
  return probe as unknown as Probe
}

type Look = { scale?: Scale; range?: readonly [number, number] }

/** One number a step. */
export function scalar(look: Look = {}) {
  return { kind: 'scalar', parts: 'one', ...filled(look) } as const
}

/** One number for each part a step. */
export function scalars(look: Look = {}) {
  return { kind: 'scalar', parts: 'many', ...filled(look) } as const
}

/** One descending list of numbers for each part a step. */
export function spectra(look: Look = {}) {
  return { kind: 'spectrum', parts: 'many', ...filled(look) } as const
}

function filled(look: Look) {
  return { scale: look.scale ?? 'linear', range: look.range ?? null } as const
}

/** The card of a probe: all that it says, without what it does. */
export function cardOf({ measure: _measure, ...card }: Probe): ProbeCard {
  return card
}
