import { usageError } from '#src/vocabulary/index.ts'
import type { Batch, WeightsByLayer } from '#trainer/models/index.ts'
import type { Recipe } from './recipe.ts'

/** Throws where a network gives more or fewer numbers than its task asks for, as far as its last layer tells before anything is computed. */
export function assertAnswers({ model, task }: Recipe, initial: WeightsByLayer): void {
  const { train } = task
  const given = model.head == null ? undefined : initial[model.head]?.shape.at(-1)
  if (given !== undefined && 'targets' in train) assertSame(given, train.targets.cols, train.labels !== undefined)
}

/** The same of what was computed, whatever the network. */
export function assertAnswered(logits: { readonly shape: readonly number[] }, { targets, answers }: Batch): void {
  assertSame(logits.shape.at(-1)!, targets.shape[1], answers !== null)
}

function assertSame(given: number, asked: number, areClasses: boolean): void {
  if (given === asked) return
  const task = areClasses ? `has ${asked} classes` : `asks for ${asked}`
  throw usageError(`The model gives ${given} numbers for each example, and the task ${task}; make them the same`)
}
