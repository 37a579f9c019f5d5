import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { SplitOutcome } from '#probes/inputs.ts'
import { guessesOf } from '#trainer/losses/index.ts'
import type { Batch } from '#trainer/models/index.ts'
import {
  type ByLayer,
  type Divisible,
  layersOf,
  type Outputs,
  type Routine,
  type Tf,
  type Work,
} from '#trainer/tensors/index.ts'
import { rowsOf, sizeOf, type Split } from '#trainer/data/index.ts'
import { assertAnswered } from './assert-answers.ts'
import type { Recipe } from './recipe.ts'

/** Gradients stand beside what else comes of a pass, under names that no other result has. */
const SLOPE = '∂'

/** Forward and backward on one batch. `differing`: the part of the batch that the next one has otherwise. */
export function pass(
  tf: Tf,
  { model, loss }: Recipe,
  weights: ByLayer,
  batch: Batch,
  differing: readonly Tensor[] = [],
): Work {
  return {
    inputs: [...Object.values(weights), ...differing],
    compute() {
      const { logits, backward } = model.forward(tf, weights, batch)
      assertAnswered(logits, batch)
      const { losses, gradient } = loss.onDevice(tf, batch, logits)
      const gradients = Object.entries(backward(gradient())).map(([layer, slope]) => [SLOPE + layer, slope] as const)
      return { logits, losses, ...guessed(tf, batch, logits), ...Object.fromEntries(gradients) }
    },
  }
}

/** Forward alone; of a network that answers another question there is no loss. */
function answering(tf: Tf, { model, loss }: Answering, weights: ByLayer, batch: Batch): Work {
  return {
    inputs: Object.values(weights),
    compute() {
      const logits = model.logits(tf, weights, batch)
      if (loss === undefined) return { logits }
      assertAnswered(logits, batch)
      return { logits, losses: loss.onDevice(tf, batch, logits).losses, ...guessed(tf, batch, logits) }
    },
  }
}

/** Who answers, and by what it is judged. */
type Answering = Pick<Recipe, 'model'> & Partial<Pick<Recipe, 'loss'>>

function guessed(tf: Tf, batch: Batch, logits: Tensor2D): Outputs {
  const guesses = guessesOf(tf, batch, logits)
  return guesses === undefined ? {} : { guesses }
}

/** What the examples were answered, and how well. */
export function answersIn(found: Outputs, { loss }: Recipe, batch: Batch): { logits: Tensor2D; outcome: SplitOutcome } {
  const { losses, guesses } = found as Outputs & { readonly losses: Tensor }
  const logits = found.logits as Tensor2D
  return { logits, outcome: loss.outcome(batch, { logits, losses, guesses }) }
}

/** On the host, layer by layer. */
export function gradientsIn(found: Outputs) {
  const gradients = Object.entries(found).filter(([name]) => name.startsWith(SLOPE))
  return layersOf(Object.fromEntries(gradients.map(([name, slope]) => [name.slice(SLOPE.length), slope])))
}

/** Every tensor of a batch. */
export function tensorsOf(tf: Tf, batch: Batch): Tensor[] {
  return Object.values(batch).filter((part): part is Tensor => part instanceof tf.Tensor)
}

/**
 * Work on a split, as it is done on some of its examples. Whether what one is answered depends on the others is tried at
 * weights that are the same whenever it is.
 */
export function inParts(
  tf: Tf,
  recipe: Answering,
  trialWeights: ByLayer,
  { split, batch }: Examples,
  on: (batch: Batch) => Work,
): Divisible {
  const perExample = recipe.loss?.kind.reduction === 'sum' ? 'sum' : 'mean'
  return {
    examples: sizeOf(split),
    forward: {
      inputs: Object.values(trialWeights),
      compute: () => ({ logits: recipe.model.logits(tf, trialWeights, batch) }),
    },
    between(from, to) {
      const rows = Int32Array.from({ length: to - from }, (_, i) => from + i)
      return on(recipe.model.batch(tf, rowsOf(split, rows)))
    },
    overExamples: (output) => (output.startsWith(SLOPE) ? perExample : null),
  }
}

/** Examples here, and where the backend computes. */
export interface Examples {
  readonly split: Split
  readonly batch: Batch
}

/** What a split is answered, in one way whoever asks: by the network that is trained, or by another. */
export function answersTo(
  tf: Tf,
  routine: Routine,
  recipe: Answering,
  weights: ByLayer,
  trialWeights: ByLayer,
  examples: Examples,
): Outputs {
  const on = (batch: Batch) => answering(tf, recipe, weights, batch)
  return routine.run(on(examples.batch), { divisible: inParts(tf, recipe, trialWeights, examples, on) })
}
