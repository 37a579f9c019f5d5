import type { ParameterValues } from '#src/vocabulary/index.ts'
import type { System, Tools } from '../system.ts'
import type { Recipe, RecipeFor } from './recipe.ts'
import type { LiveInputs } from './readers.ts'
import { openTraining } from './training.ts'
import { inSingle, systemStateOf, trainingStateOf } from './training-state.ts'
import { openTwin, withTwin, withoutTwin } from './twin.ts'

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
  const twin = openTwin(tf, recipe(settings))
  const beside = other === null && twin !== null ? twin.standing : null
  const training = openTraining(tf, recipe(settings), seed, other, elapsedSeconds, beside)
  let inForce = settings
  return {
    get step() {
      return training.step
    },
    get inputs() {
      return training.inputs
    },
    get ownWork() {
      return { ms: training.trainingMs + (twin?.trainingMs ?? 0), updates: training.updates }
    },
    prepare() {
      training.prepare()
      twin?.prepare()
    },
    advance() {
      training.advance()
      twin?.advance()
    },
    state: () => withTwin(systemStateOf(training.state()), twin),
    restore(state, by) {
      inForce = by
      training.restore(trainingStateOf(withoutTwin(state)), recipe(by))
      twin?.restore(state, recipe(by))
    },
    set(key, value) {
      inForce = { ...inForce, [key]: value }
      training.follow(recipe(inForce))
      twin?.follow(recipe(inForce))
    },
    glimpse: (weights, by, read, step) => training.glimpse(inSingle(weights), recipe(by), read, step),
    dispose() {
      training.close()
      twin?.close()
    },
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
