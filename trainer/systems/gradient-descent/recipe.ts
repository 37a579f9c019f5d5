import type { ParameterValues } from '#src/vocabulary/index.ts'
import type { Task } from '#trainer/data/index.ts'
import type { Loss } from '#trainer/losses/index.ts'
import type { Model } from '#trainer/models/index.ts'
import type { Optimizer } from '#trainer/optimizers/index.ts'

/** Everything that a network is trained with, once its settings and its seed are known. */
export interface Recipe {
  readonly task: Task
  readonly model: Model
  readonly loss: Loss
  readonly optimizer: Optimizer
}

export type RecipeFor = (settings: ParameterValues, seed: number) => Recipe
