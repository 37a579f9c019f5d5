import type { ParameterValues } from '#src/vocabulary/index.ts'
import type { Batching, Task } from '#trainer/data/index.ts'
import type { Loss } from '#trainer/losses/index.ts'
import type { Model } from '#trainer/models/index.ts'
import type { Optimizer } from '#trainer/optimizers/index.ts'

/** Everything that a network is trained with, once its settings and its seed are known. */
export interface Recipe {
  readonly task: Task
  readonly model: Model
  readonly loss: Loss
  readonly optimizer: Optimizer
  /** Which examples each update sees; the whole training split if nothing is said. */
  readonly batching?: Batching
  /** A second network, trained beside it step by step: what probes hold this one against where no other is named. */
  readonly twin?: Twin
}

export interface Twin {
  /** What it is, in words: it stands where the name of a second network stands. */
  readonly name: string
  /** Its model reads the examples of this network's task. */
  readonly recipe: Omit<Recipe, 'twin'>
  /** Of its initial weights and of its batches. */
  readonly seed: number
  /** Whether similarities of hidden layers are to it, in place of this network at step 0. */
  readonly isReference?: true
}

export type RecipeFor = (settings: ParameterValues, seed: number) => Recipe
