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
}

export type RecipeFor = (settings: ParameterValues, seed: number) => Recipe
