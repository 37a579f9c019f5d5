import { usageError } from '#src/vocabulary/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import type { SecondNetwork } from '../other-source.ts'
import type { SystemState } from '../system-state.ts'
import type { Recipe, Twin } from './recipe.ts'
import { openTraining, type Training } from './training.ts'
import { systemStateOf, trainingStateOf } from './training-state.ts'

/** The network that a recipe trains beside its own, in the same steps. */
export interface TwinTraining extends Pick<Training, 'trainingMs' | 'prepare' | 'advance' | 'close'> {
  /** Where it stands, for whoever holds the other network against it. */
  readonly standing: () => SecondNetwork
  state(): SystemState
  restore(state: SystemState, by: Recipe): void
  follow(next: Recipe): void
}

const FOLDER = 'twin/'
const UPDATES = 'twinUpdates'

/** Null where the recipe has none. Settings may change how it is trained, and not whether there is one. */
export function openTwin(tf: Tf, { twin }: Recipe): TwinTraining | null {
  if (twin === undefined) return null
  const training = openTraining(tf, twin.recipe, twin.seed)
  return {
    get trainingMs() {
      return training.trainingMs
    },
    prepare: training.prepare,
    advance: training.advance,
    close: training.close,
    standing: () => ({ name: twin.name, weights: training.weights, model: twin.recipe.model }),
    state: () => systemStateOf(training.state()),
    restore: (state, by) => training.restore(trainingStateOf(twinIn(state)), recipeOf(by)),
    follow: (next) => training.follow(recipeOf(next)),
  }
}

/** The state of both: what is the twin's has a folder of its own. */
export function withTwin(state: SystemState, twin: TwinTraining | null): SystemState {
  if (twin === null) return state
  const { tensors, numbers } = twin.state()
  const theirs = Object.entries(tensors).map(([name, tensor]) => [FOLDER + name, tensor] as const)
  return {
    step: state.step,
    tensors: { ...state.tensors, ...Object.fromEntries(theirs) },
    numbers: { ...state.numbers, [UPDATES]: numbers.updates as number },
  }
}

export function withoutTwin(state: SystemState): SystemState {
  const own = Object.entries(state.tensors).filter(([name]) => !name.startsWith(FOLDER))
  return { ...state, tensors: Object.fromEntries(own) }
}

function twinIn({ step, tensors, numbers }: SystemState): SystemState {
  const theirs = Object.entries(tensors).flatMap(([name, tensor]) =>
    name.startsWith(FOLDER) ? [[name.slice(FOLDER.length), tensor] as const] : [],
  )
  const updates = numbers[UPDATES]
  if (theirs.length === 0 || updates === undefined)
    throw usageError('a damaged checkpoint: it lacks the second network that the run trains beside its own')
  return { step, tensors: Object.fromEntries(theirs), numbers: { updates } }
}

function recipeOf({ twin }: Recipe): Twin['recipe'] {
  if (twin === undefined) throw new TypeError('The recipe lost its twin when a setting changed')
  return twin.recipe
}
