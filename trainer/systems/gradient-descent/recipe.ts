import type { ParameterValues } from '#src/vocabulary/index.ts'
import type { Task } from '#trainer/data/task.ts'
import type { Loss } from '#trainer/losses/loss.ts'
import type { Model } from '#trainer/models/model.ts'
import type { Optimizer } from '#trainer/optimizers/optimizer.ts'

/** Everything that a network is trained with, once its settings and its seed are known. */
export interface Recipe {
  readonly task: Task
  readonly model: Model
  readonly loss: Loss
  readonly optimizer: Optimizer
}

export type RecipeFor = (settings: ParameterValues, seed: number) => Recipe
