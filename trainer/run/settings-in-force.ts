import type { LoggedCommand } from '#src/vocabulary/index.ts'
import type { Recipe } from '#trainer/experiments/define.ts'
import type { Plan } from './plan.ts'
import { parametersAt } from './settings.ts'
import type { Training } from '#trainer/systems/gradient-descent/training.ts'

/** What a recipe is made from, before anything was set. */
type Beginning = Pick<Plan, 'experiment' | 'parameters' | 'seed'>

/**
 * What the update from this step on to the next is made by: every setting that was changed by then holds. What the step
 * itself shows was observed before, so it is of the recipe at the step before it.
 */
export function recipeAt(
  { experiment, parameters, seed }: Beginning,
  log: readonly LoggedCommand[],
  step: number,
): Recipe {
  return experiment.recipe(parametersAt(parameters, log, step), seed)
}

/** Lets the next update follow what was set at this step, if something was. */
export function followSettings(training: Training, plan: Beginning, log: readonly LoggedCommand[]): void {
  const isChanged = log.some(({ step, command }) => command.type === 'set' && step === training.step)
  if (isChanged) training.follow(recipeAt(plan, log, training.step))
}

/** The recipe at any step, for whoever asks at many: one in a row is made anew only where a setting differs. */
export function recipesOf(plan: Beginning): (log: readonly LoggedCommand[], step: number) => Recipe {
  let last: { readonly values: string; readonly recipe: Recipe } | null = null
  return (log, step) => {
    const values = JSON.stringify(parametersAt(plan.parameters, log, step))
    if (last?.values !== values) last = { values, recipe: recipeAt(plan, log, step) }
    return last.recipe
  }
}
