import { usageError, type ParameterValues } from '#src/vocabulary/index.ts'
import { openGradientDescent, type Recipe, type System, type Tools } from '#trainer/systems/index.ts'
import type { Experiment } from './define.ts'

/** An experiment with its settings and its seed, which is all that its system depends on. */
export interface Beginning {
  readonly experiment: Experiment
  readonly parameters: ParameterValues
  readonly seed: number
}

/** What a run of an experiment steps through, at its first step: the one place that knows which kinds there are. */
export function openSystem({ experiment, parameters, seed }: Beginning, tools: Tools): System {
  if (experiment.open !== undefined) return experiment.open(parameters, seed, tools)
  return openGradientDescent(experiment.recipe, parameters, seed, tools)
}

/** What an experiment's network is trained with at the start; a usage error where it trains none. */
export function recipeOf({ experiment, parameters, seed }: Beginning): Recipe {
  if (experiment.recipe !== undefined) return experiment.recipe(parameters, seed)
  throw usageError(`Experiment '${experiment.id}' does not train a network by gradient descent; name one that does`)
}
