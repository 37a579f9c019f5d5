import { type ActivationName, ACTIVATIONS } from '#trainer/layers/index.ts'
import { OPERATIONS } from '#trainer/data/index.ts'

/** The settings that experiments on modular arithmetic share: what they are called, mean and may be. */

export const operation = () =>
  ({
    type: 'choice',
    default: 'add',
    choices: OPERATIONS,
    about: 'Operation on the two residues, whose result is the label',
  }) as const

export const modulus = (standard: number) =>
  whole(standard, 2, 512, 'Number of residues p; there are p² pairs and p classes')

export const trainFraction = (standard: number) =>
  number(
    standard,
    0.01,
    0.99,
    'Share of all pairs in the training split; below about 0.25 the network does not generalize',
  )

export const corruptionFraction = () =>
  settable(
    number(
      0,
      0,
      1,
      'Share of the training labels replaced by a wrong one; a larger share includes the wrong labels of a smaller one',
    ),
  )

export const temperature = () =>
  settable(number(1, 0.01, 100, 'Temperature T of the loss, the cross-entropy of softmax(logits / T)'))

export const width = (standard: number) => whole(standard, 1, 4096, 'Hidden neurons')

export const activation = (
  standard: ActivationName = 'quadratic',
  about = 'Function on each neuron; the quadratic one has a grokked solution in closed form',
) => ({ type: 'choice', default: standard, choices: ACTIVATIONS, about }) as const

export const initialScale = (standard: number) =>
  number(standard, 0, 100, 'Standard deviation of the initial weights, in units of (2 · width)^(−1/3)')

export const rate = (standard: number) => settable(number(standard, 0, 1e6, 'Learning rate'))

export const weightDecay = (standard: number) =>
  settable(number(standard, 0, 1e3, 'Weight decay; each step multiplies the weights by 1 − rate · decay'))

export const momentum = () =>
  settable(
    number(
      0,
      0,
      0.9999,
      'Momentum: share of the last update that is added to the next (heavy ball); 0 is plain gradient descent',
    ),
  )

export const batchSize = (standard: number) =>
  settable(
    whole(
      standard,
      1,
      1_000_000,
      'Examples of an update, dealt out anew each epoch; as many as there are is full batch',
    ),
  )

export const beta1 = (standard = 0.9) =>
  settable(number(standard, 0, 0.9999, 'Decay rate of the running mean of the gradient (β₁)'))

export const beta2 = (standard = 0.98) =>
  settable(number(standard, 0, 0.99999, 'Decay rate of the running mean of the squared gradient (β₂)'))

export function whole(standard: number, min: number, max: number, about: string) {
  return { type: 'integer', default: standard, min, max, about } as const
}

export function number(standard: number, min: number, max: number, about: string) {
  return { type: 'number', default: standard, min, max, about } as const
}

/** One that may be changed while the run goes on: it speaks of the update, the labels or the loss, not of inputs or shapes. */
export function settable<P extends object>(parameter: P): P & { readonly settable: true } {
  return { ...parameter, settable: true }
}
