import type { ParameterValues } from '#src/vocabulary/index.ts'
import type { System, Tools } from '../system.ts'
import type { Recipe, RecipeFor } from './recipe.ts'
import type { LiveInputs } from './readers.ts'
import { openTraining } from './training.ts'
import { inSingle, systemStateOf, trainingStateOf } from './training-state.ts'

/** A network in training, as a run steps through it: whatever its settings are is turned into a recipe to train by. */
export interface GradientDescent extends System {
  readonly inputs: LiveInputs
}

export function openGradientDescent(
  recipeFor: RecipeFor,
  settings: ParameterValues,
  seed: number,
  { tf, other = null, elapsedSeconds = 0 }: Tools,
): GradientDescent {
  const recipe = rememberingLast((values) => recipeFor(values, seed))
  const training = openTraining(tf, recipe(settings), seed, other, elapsedSeconds)
  let inForce = settings
  return {
    get step() {
      return training.step
    },
    get inputs() {
      return training.inputs
    },
    get ownWork() {
      return { ms: training.trainingMs, updates: training.updates }
    },
    prepare: training.prepare,
    advance: training.advance,
    state: () => systemStateOf(training.state()),
    restore(state, by) {
      inForce = by
      training.restore(trainingStateOf(state), recipe(by))
    },
    set(key, value) {
      inForce = { ...inForce, [key]: value }
      training.follow(recipe(inForce))
    },
    glimpse: (weights, by, read, step) => training.glimpse(inSingle(weights), recipe(by), read, step),
    dispose: training.close,
  }
}

/** A recipe is made again only where a setting differs from the last: many steps in a row ask for the same. */
function rememberingLast(make: (settings: ParameterValues) => Recipe): (settings: ParameterValues) => Recipe {
  let last: { readonly key: string; readonly recipe: Recipe } | null = null
  return (settings) => {
    const key = JSON.stringify(settings)
    if (last?.key !== key) last = { key, recipe: make(settings) }
    return last.recipe
  }
}
